// The interface of testlib that the checkers and interactors of data sets use, written anew for our sandbox.
//
//     checker       registerTestlibCmd(argc, argv): INPUT OUTPUT ANSWER; inf, ouf and ans are these files
//     interactor    registerInteraction(argc, argv): INPUT OUTPUT [ANSWER]; ouf is standard input, tout the OUTPUT
//
// Exit codes: 0 right, 1 wrong, 2 a wrong form, 3 the tests or the checker are wrong, 7 points. The verdict and the
// message go to standard error. Reading what is not there or not of the asked form ends the checker: in `ouf` with a
// wrong form, in `inf` and `ans` with a failure. An output is read word by word, whatever the blanks between them are.
//
// Left out: validators and generators but for `rnd`, groups of tests, and XML.
#ifndef VERIFIERS_TESTLIB_H
#define VERIFIERS_TESTLIB_H

#include <bits/stdc++.h>

enum TResult {
    _ok = 0, _wa = 1, _pe = 2, _fail = 3, _dirt = 4, _points = 5, _unexpected_eof = 8, _partially = 16
};
enum TMode { _input, _output, _answer };
#define _pc(exitCode) (TResult(_partially + (exitCode)))

inline std::string format(const char* form, ...) __attribute__((format(printf, 1, 2)));
inline std::string verifiersFormat(const char* form, va_list given) {
    va_list again;
    va_copy(again, given);
    const int size = std::vsnprintf(nullptr, 0, form, again);
    va_end(again);
    std::string text(size < 0 ? 0 : size, '\0');
    if (size > 0) std::vsnprintf(&text[0], size + 1, form, given);
    return text;
}
inline std::string format(const char* form, ...) {
    va_list given;
    va_start(given, form);
    std::string text = verifiersFormat(form, given);
    va_end(given);
    return text;
}

inline void verifiersCloseTout();
[[noreturn]] inline void verifiersEnd(TResult result, const std::string& message, double points = 0) {
    std::fflush(stdout);
    std::cout.flush();
    const char* words[] = {"ok", "wrong answer", "wrong output format", "FAIL", "wrong output format", "points"};
    std::string word = result >= _partially ? "partially correct" : result == _unexpected_eof ? "unexpected eof" : words[result];
    if (result == _points) word += format(" %.10g", points);
    std::fprintf(stderr, "%s %s\n", word.c_str(), message.c_str());
    verifiersCloseTout();
    const int code = result == _points ? 7 : result == _dirt || result == _unexpected_eof ? 2 : int(result);
    std::_Exit(code);
}

inline bool isBlanks(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
inline bool isEoln(char c) { return c == '\n' || c == '\r'; }
inline std::string lowerCase(std::string s) { for (char& c : s) c = char(std::tolower((unsigned char)c)); return s; }
inline std::string upperCase(std::string s) { for (char& c : s) c = char(std::toupper((unsigned char)c)); return s; }
inline std::string trim(const std::string& s) {
    size_t from = 0, to = s.size();
    while (from < to && isBlanks(s[from])) from++;
    while (to > from && isBlanks(s[to - 1])) to--;
    return s.substr(from, to - from);
}
inline std::string compress(const std::string& s) {
    return s.size() <= 64 ? s : s.substr(0, 30) + "..." + s.substr(s.size() - 31);
}
inline std::string englishEnding(int n) {
    n %= 100;
    if (n / 10 == 1) return "th";
    return n % 10 == 1 ? "st" : n % 10 == 2 ? "nd" : n % 10 == 3 ? "rd" : "th";
}
template <class T> std::string vtos(const T& value) { std::ostringstream out; out << value; return out.str(); }
template <class T> std::string toString(const T& value) { return vtos(value); }
template <class It> std::string join(It first, It last, const std::string& separator = " ") {
    std::ostringstream out;
    for (It it = first; it != last; ++it) { if (it != first) out << separator; out << *it; }
    return out.str();
}
template <class C> std::string join(const C& all, const std::string& separator = " ") {
    return join(all.begin(), all.end(), separator);
}
inline std::vector<std::string> split(const std::string& s, const std::string& separators) {
    std::vector<std::string> parts(1);
    for (char c : s) {
        if (separators.find(c) != std::string::npos) parts.emplace_back(); else parts.back() += c;
    }
    return parts;
}
inline std::vector<std::string> split(const std::string& s, char separator) { return split(s, std::string(1, separator)); }
inline std::vector<std::string> tokenize(const std::string& s, const std::string& separators) {
    std::vector<std::string> words;
    for (auto& part : split(s, separators)) if (!part.empty()) words.push_back(part);
    return words;
}
inline std::vector<std::string> tokenize(const std::string& s, char separator) { return tokenize(s, std::string(1, separator)); }

// Errors are absolute or relative to the first value, whichever is smaller.
inline bool doubleCompare(double expected, double result, double maxError) {
    maxError += 1e-15;
    if (std::isnan(expected)) return std::isnan(result);
    if (std::isinf(expected)) return std::isinf(result) && (expected > 0) == (result > 0);
    if (std::isnan(result) || std::isinf(result)) return false;
    if (std::fabs(result - expected) <= maxError) return true;
    const double low = std::min(expected * (1 - maxError), expected * (1 + maxError));
    const double high = std::max(expected * (1 - maxError), expected * (1 + maxError));
    return low <= result && result <= high;
}
inline double doubleDelta(double expected, double result) {
    const double absolute = std::fabs(result - expected);
    return std::fabs(expected) > 1e-9 ? std::min(absolute, std::fabs(absolute / expected)) : absolute;
}

struct pattern {
    std::regex form;
    pattern(const std::string& text) : form(text) {}
    bool matches(const std::string& s) const { return std::regex_match(s, form); }
};

// A file of the test, all of it in memory but for what comes from a program that is being talked to.
struct InStream {
    TMode mode = _input;
    std::string name;
    bool strict = false;

    InStream() = default;
    InStream(const InStream&) = delete;

    void openFile(const char* path, TMode of) {
        file = std::fopen(path, "rb");
        mode = of;
        name = path;
        if (!file) verifiersEnd(_fail, std::string("cannot open ") + path);
    }
    void openStdin(TMode of) { file = stdin; mode = of; name = "stdin"; }

    // --- characters
    int peek() {
        if (held == -2) held = std::fgetc(file);
        return held;
    }
    int take() {
        const int c = peek();
        if (c != -1) { held = -2; if (c == '\n') line++; }
        return c;
    }
    char curChar() { return char(peek() == -1 ? 0x1A : peek()); }
    char nextChar() { const int c = take(); return char(c == -1 ? 0x1A : c); }
    char readChar() { const int c = take(); if (c == -1) ended("a character"); return char(c); }
    char readChar(char wanted) {
        const char c = readChar();
        if (c != wanted) quit(_pe, format("Unexpected character #%d, but '%c' expected", int(c), wanted));
        return c;
    }
    char readSpace() { return readChar(' '); }
    void unreadChar(char c) { held = (unsigned char)c; }
    void skipChar() { take(); }
    void skipBlanks() { while (peek() != -1 && isBlanks(char(peek()))) take(); }
    bool eof() { return peek() == -1; }
    bool eoln() { return peek() == -1 || isEoln(char(peek())); }
    bool seekEof() { skipBlanks(); return eof(); }
    bool seekEoln() { while (peek() == ' ' || peek() == '\t') take(); return eoln(); }
    void readEoln() {
        if (peek() == '\r') take();
        if (take() != '\n') quit(_pe, "Expected EOLN");
    }
    void readEof() { if (!seekEof()) quit(_pe, "Expected EOF"); }
    void nextLine() { readLine(); }

    // --- words and lines
    std::string readWord() {
        skipBlanks();
        if (eof()) ended("a word");
        std::string word;
        while (peek() != -1 && !isBlanks(char(peek()))) word += char(take());
        return word;
    }
    std::string readToken() { return readWord(); }
    std::string readWord(const std::string& form, const std::string& of = "") { return matching(readWord(), form, of); }
    std::string readToken(const std::string& form, const std::string& of = "") { return readWord(form, of); }
    void readWordTo(std::string& to) { to = readWord(); }
    void readTokenTo(std::string& to) { to = readWord(); }
    std::string readLine() {
        if (eof()) ended("a line");
        std::string text;
        while (peek() != -1 && peek() != '\n') text += char(take());
        take();
        if (!text.empty() && text.back() == '\r') text.pop_back();
        return text;
    }
    std::string readString() { return readLine(); }
    std::string readLine(const std::string& form, const std::string& of = "") { return matching(readLine(), form, of); }
    std::string readString(const std::string& form, const std::string& of = "") { return readLine(form, of); }
    void readLineTo(std::string& to) { to = readLine(); }
    void readStringTo(std::string& to) { to = readLine(); }

    // --- numbers
    long long readLong() {
        const std::string word = readWord();
        const size_t digits = !word.empty() && word[0] == '-' ? 1 : 0;
        bool right = digits < word.size() && word.size() - digits <= 19 && word != "-0";
        for (size_t at = digits; at < word.size(); at++) right = right && std::isdigit((unsigned char)word[at]);
        if (right && word.size() - digits > 1 && word[digits] == '0') right = false;
        errno = 0;
        const long long value = right ? std::strtoll(word.c_str(), nullptr, 10) : 0;
        if (!right || errno) quit(_pe, "Expected integer, but \"" + compress(word) + "\" found");
        return value;
    }
    long long readLong(long long low, long long high, const std::string& of = "") {
        const long long value = readLong();
        if (value < low || value > high) {
            quit(_wa, format("Integer %s%lld violates the range [%lld, %lld]", of.empty() ? "" : (of + " = ").c_str(), value, low, high));
        }
        return value;
    }
    unsigned long long readUnsignedLong() {
        const std::string word = readWord();
        bool right = !word.empty() && word.size() <= 20 && (word.size() == 1 || word[0] != '0');
        for (char c : word) right = right && std::isdigit((unsigned char)c);
        errno = 0;
        const unsigned long long value = right ? std::strtoull(word.c_str(), nullptr, 10) : 0;
        if (!right || errno) quit(_pe, "Expected unsigned integer, but \"" + compress(word) + "\" found");
        return value;
    }
    unsigned long long readUnsignedLong(unsigned long long low, unsigned long long high, const std::string& of = "") {
        const unsigned long long value = readUnsignedLong();
        if (value < low || value > high) {
            quit(_wa, format("Unsigned integer %s%llu violates the range [%llu, %llu]", of.empty() ? "" : (of + " = ").c_str(), value, low, high));
        }
        return value;
    }
    int readInt() { return int(inRange(readLong())); }
    int readInt(int low, int high, const std::string& of = "") { return int(readLong(low, high, of)); }
    int readInteger() { return readInt(); }
    int readInteger(int low, int high, const std::string& of = "") { return readInt(low, high, of); }
    double readDouble() {
        const std::string word = readWord();
        char* end = nullptr;
        bool right = true;
        for (char c : word) right = right && (std::isdigit((unsigned char)c) || std::strchr("+-.eE", c));
        const double value = std::strtod(word.c_str(), &end);
        if (!right || *end || end == word.c_str() || !std::isfinite(value)) {
            quit(_pe, "Expected double, but \"" + compress(word) + "\" found");
        }
        return value;
    }
    double readDouble(double low, double high, const std::string& of = "") {
        const double value = readDouble();
        if (!(value >= low && value <= high)) {
            quit(_wa, format("Double %s%.10g violates the range [%.10g, %.10g]", of.empty() ? "" : (of + " = ").c_str(), value, low, high));
        }
        return value;
    }
    double readReal() { return readDouble(); }
    double readReal(double low, double high, const std::string& of = "") { return readDouble(low, high, of); }
    double readStrictDouble(double low, double high, int least, int most, const std::string& of = "") {
        const std::string word = readWord();
        const size_t point = word.find('.');
        const int digits = point == std::string::npos ? 0 : int(word.size() - point - 1);
        char* end = nullptr;
        const double value = std::strtod(word.c_str(), &end);
        if (*end || end == word.c_str() || digits < least || digits > most || word.find_first_not_of("-.0123456789") != std::string::npos) {
            quit(_pe, "Expected strict double, but \"" + compress(word) + "\" found");
        }
        if (!(value >= low && value <= high)) quit(_wa, format("Double %s = %.10g violates its range", of.c_str(), value));
        return value;
    }
    double readStrictReal(double low, double high, int least, int most, const std::string& of = "") {
        return readStrictDouble(low, high, least, most, of);
    }
    std::vector<int> readInts(int n) { return many<int>(n, [&] { return readInt(); }); }
    std::vector<int> readInts(int n, int low, int high, const std::string& of = "") {
        return many<int>(n, [&] { return readInt(low, high, of); });
    }
    std::vector<int> readIntegers(int n) { return readInts(n); }
    std::vector<int> readIntegers(int n, int low, int high, const std::string& of = "") { return readInts(n, low, high, of); }
    std::vector<long long> readLongs(int n) { return many<long long>(n, [&] { return readLong(); }); }
    std::vector<long long> readLongs(int n, long long low, long long high, const std::string& of = "") {
        return many<long long>(n, [&] { return readLong(low, high, of); });
    }
    std::vector<double> readDoubles(int n) { return many<double>(n, [&] { return readDouble(); }); }
    std::vector<double> readDoubles(int n, double low, double high, const std::string& of = "") {
        return many<double>(n, [&] { return readDouble(low, high, of); });
    }
    std::vector<std::string> readWords(int n) { return many<std::string>(n, [&] { return readWord(); }); }
    std::vector<std::string> readTokens(int n) { return readWords(n); }
    std::vector<std::string> readLines(int n) { return many<std::string>(n, [&] { return readLine(); }); }
    std::vector<std::string> readStrings(int n) { return readLines(n); }

    // --- ends
    // What is wrong with the input or the answer is a failure of the tests, not of the output.
    [[noreturn]] void quit(TResult result, const std::string& message) {
        if (mode != _output && result != _ok && result != _fail) {
            verifiersEnd(_fail, message + " (" + name + ")");
        }
        verifiersEnd(result, message);
    }
    [[noreturn]] __attribute__((format(printf, 3, 4))) void quitf(TResult result, const char* form, ...) {
        va_list given;
        va_start(given, form);
        const std::string message = verifiersFormat(form, given);
        va_end(given);
        quit(result, message);
    }
    [[noreturn]] void quits(TResult result, const std::string& message) { quit(result, message); }
    void verifiersEnsure(bool holds, const std::string& text) { if (!holds) quit(_wa, "Condition failed: \"" + text + "\""); }
    __attribute__((format(printf, 3, 4))) void ensuref(bool holds, const char* form, ...) {
        if (holds) return;
        va_list given;
        va_start(given, form);
        const std::string message = verifiersFormat(form, given);
        va_end(given);
        quit(_wa, message);
    }
    void setTestCase(int number) { testCase = number; }
    void close() {}

private:
    std::FILE* file = nullptr;
    int held = -2;
    long long line = 1;
    int testCase = 0;

    [[noreturn]] void ended(const char* what) {
        quit(mode == _output ? _unexpected_eof : _fail, format("Unexpected end of file - %s expected", what));
    }
    long long inRange(long long value) {
        if (value < INT_MIN || value > INT_MAX) quit(_pe, format("Expected int32, but \"%lld\" found", value));
        return value;
    }
    std::string matching(const std::string& text, const std::string& form, const std::string& of) {
        if (!pattern(form).matches(text)) {
            quit(_wa, (of.empty() ? "Text" : of) + " \"" + compress(text) + "\" does not match \"" + form + "\"");
        }
        return text;
    }
    template <class T, class F> std::vector<T> many(int n, F read) {
        if (n < 0) verifiersEnd(_fail, "a negative number of values is to be read");
        std::vector<T> values;
        for (int i = 0; i < n; i++) values.push_back(read());
        return values;
    }
};

// One of each for the program, although the header may be in several of its files.
inline InStream inf, ouf, ans;
inline std::fstream tout;
inline int testlibTestCase = 0;
inline void verifiersCloseTout() { if (tout.is_open()) tout.close(); }

inline void registerTestlibCmd(int argc, char* argv[]) {
    if (argc < 4) verifiersEnd(_fail, "a checker gets three files: input, output, answer");
    inf.openFile(argv[1], _input);
    ouf.openFile(argv[2], _output);
    ans.openFile(argv[3], _answer);
}
inline void registerTestlib(int argc, ...) {
    va_list given;
    va_start(given, argc);
    std::vector<char*> names(1, nullptr);
    for (int i = 0; i < argc; i++) names.push_back(va_arg(given, char*));
    va_end(given);
    registerTestlibCmd(argc + 1, names.data());
}
inline void registerInteraction(int argc, char* argv[]) {
    if (argc < 3) verifiersEnd(_fail, "an interactor gets files: input, output, and perhaps the answer");
    inf.openFile(argv[1], _input);
    tout.open(argv[2], std::ios_base::out | std::ios_base::trunc);
    if (argc > 3) ans.openFile(argv[3], _answer);
    ouf.openStdin(_output);
}
inline void setName(const char*, ...) {}
inline void setTestCase(int number) { testlibTestCase = number; }
inline void unsetTestCase() {}

[[noreturn]] inline void quit(TResult result, const std::string& message) { verifiersEnd(result, message); }
[[noreturn]] inline void quit(TResult result, const char* message) { verifiersEnd(result, message); }
[[noreturn]] inline void quits(TResult result, const std::string& message) { verifiersEnd(result, message); }
[[noreturn]] __attribute__((format(printf, 2, 3))) inline void quitf(TResult result, const char* form, ...) {
    va_list given;
    va_start(given, form);
    const std::string message = verifiersFormat(form, given);
    va_end(given);
    verifiersEnd(result, message);
}
__attribute__((format(printf, 3, 4))) inline void quitif(bool holds, TResult result, const char* form, ...) {
    if (!holds) return;
    va_list given;
    va_start(given, form);
    const std::string message = verifiersFormat(form, given);
    va_end(given);
    verifiersEnd(result, message);
}
template <class N> [[noreturn]] void quitp(N points, const std::string& message = "") {
    verifiersEnd(_points, message, double(points));
}
template <class N> [[noreturn]] __attribute__((format(printf, 2, 3))) void quitp(N points, const char* form, ...) {
    va_list given;
    va_start(given, form);
    const std::string message = verifiersFormat(form, given);
    va_end(given);
    verifiersEnd(_points, message, double(points));
}
// A condition of the tests' own.
inline void verifiersEnsure(bool holds, const std::string& text) { if (!holds) verifiersEnd(_fail, "Condition failed: \"" + text + "\""); }
#define ensure(condition) verifiersEnsure(condition, #condition)
__attribute__((format(printf, 2, 3))) inline void ensuref(bool holds, const char* form, ...) {
    if (holds) return;
    va_list given;
    va_start(given, form);
    const std::string message = verifiersFormat(form, given);
    va_end(given);
    verifiersEnd(_fail, message);
}
[[noreturn]] inline void expectedButFound(TResult result, const std::string& expected, const std::string& found, const char* = "") {
    verifiersEnd(result, "expected '" + compress(expected) + "', found '" + compress(found) + "'");
}

// Numbers that a seed decides: the same in each run.
struct random_t {
    std::mt19937_64 engine{3905348978240129619ULL};
    void setSeed(long long seed) { engine.seed((unsigned long long)seed); }
    void setSeed(int argc, char* argv[]) {
        unsigned long long seed = 1469598103934665603ULL;
        for (int i = 1; i < argc; i++) for (const char* c = argv[i]; *c; c++) seed = (seed ^ (unsigned char)*c) * 1099511628211ULL;
        engine.seed(seed);
    }
    long long next(long long low, long long high) { return std::uniform_int_distribution<long long>(low, high)(engine); }
    int next(int low, int high) { return int(next((long long)low, (long long)high)); }
    long long next(long long n) { return next(0LL, n - 1); }
    int next(int n) { return next(0, n - 1); }
    double next() { return std::uniform_real_distribution<double>(0, 1)(engine); }
    double next(double high) { return high * next(); }
    double next(double low, double high) { return low + (high - low) * next(); }
    template <class C> typename C::value_type any(const C& from) { return from[next((int)from.size())]; }
    int wnext(int n, int type) {
        int value = next(n);
        for (int i = 0; i < std::abs(type); i++) value = type > 0 ? std::max(value, next(n)) : std::min(value, next(n));
        return value;
    }
    std::vector<int> perm(int n, int first = 0) {
        std::vector<int> all(n);
        std::iota(all.begin(), all.end(), first);
        for (int i = n - 1; i > 0; i--) std::swap(all[i], all[next(i + 1)]);
        return all;
    }
};
inline random_t rnd;
template <class It> void shuffle(It first, It last) {
    for (auto i = last - first - 1; i > 0; i--) std::iter_swap(first + i, first + rnd.next((int)i + 1));
}

#endif
