// TRIES: a binary of many gigabytes | MODE: any | CORRECT: CE (reject)
char data[1LL << 34] = {1};
int main() { return data[12345]; }
