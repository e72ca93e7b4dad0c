// TRIES: includes host files by the assembler | MODE: any | CORRECT: CE/WA (reject)
#include <cstdio>
asm(".section .rodata\nsecret: .incbin \"/etc/shadow\"\n.byte 0\n.text");
extern const char secret[];
int main() { puts(secret); }
