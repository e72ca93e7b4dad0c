// TRIES: a source that includes itself without end | MODE: any | CORRECT: CE (reject)
#include __FILE__
#include __FILE__
int main() {}
