// What stands in front of both programs that verifiers/code/cpp.py makes of C++ assertions: values as text, such that
// the texts of two values are equal when `==` says that the values are. No expected value is known here.
//
//   numbers      their exact value, whatever their type: true, 1, 1L, 1.0f are `1`; what is not whole, in hexadecimal
//   not numbers  `?`, which occurs nowhere else: it is equal to nothing
//   texts        "...": std::string, std::string_view, const char*
//   sequences    [...]: vector, array, list, deque
//   tables       {...}, sorted: set, map, and their unordered kin
//   pair, tuple  (...)
//   optional     the value that it holds, or none; variant: the value that it holds
//
// Any other type is an error of the compiler.
#include <bits/stdc++.h>
#include <fcntl.h>
#include <unistd.h>

namespace verifiers_answers {

using Text = std::string;

template <class T> concept Integer =
    std::is_integral_v<T> || std::is_same_v<T, __int128> || std::is_same_v<T, unsigned __int128>;
template <class T> concept Textual = std::is_convertible_v<const T&, std::string_view>;
template <class T> concept Range = requires(const T& value) { std::begin(value), std::end(value); };
template <class T> concept Table = Range<T> && requires { typename T::key_type; };
template <class T> concept Product = requires { std::tuple_size<T>::value; };
template <class T> concept Sum = requires { std::variant_size<T>::value; };
template <class T> concept Optional = requires { requires std::is_same_v<T, std::optional<typename T::value_type>>; };
template <class T> concept Union = std::is_union_v<T>;
template <class> constexpr bool never = false;

template <class T> void put(Text& out, const T& value);

template <class T> void put_integer(Text& out, T value) {
    char digits[48];
    char* first = std::end(digits);
    const bool negative = value < 0;
    do {
        const int digit = static_cast<int>(value % 10);
        *--first = static_cast<char>('0' + (digit < 0 ? -digit : digit));
        value /= 10;
    } while (value != 0);
    if (negative) *--first = '-';
    out.append(first, std::end(digits));
}

inline void put_real(Text& out, long double value) {
    char digits[5000];  // the largest long double has 4933
    if (std::isnan(value)) {
        out += '?';
    } else if (value == 0) {
        out += '0';  // the negative zero, too
    } else {
        // Not snprintf: of constants, gcc knows the length that its own `%La` has, which is not that of the C library.
        const auto end = value == std::floor(value)
            ? std::to_chars(digits, std::end(digits), value, std::chars_format::fixed, 0)
            : std::to_chars(digits, std::end(digits), value, std::chars_format::hex);
        out.append(digits, end.ptr);
    }
}

inline void put_text(Text& out, std::string_view text) {
    out += '"';
    for (const unsigned char byte : text) {
        if (byte >= ' ' && byte <= '~' && !std::strchr("\"\\?", byte)) {
            out += static_cast<char>(byte);
        } else {
            out += "\\x";
            out += "0123456789abcdef"[byte >> 4];
            out += "0123456789abcdef"[byte & 15];
        }
    }
    out += '"';
}

inline void put_all(Text& out, char open, const std::vector<Text>& parts, char close) {
    out += open;
    for (std::size_t number = 0; number < parts.size(); ++number) {
        if (number) out += ',';
        out += parts[number];
    }
    out += close;
}

template <class T> Text text_of(const T& value) {
    Text text;
    put(text, value);
    return text;
}

template <class T> void put(Text& out, const T& value) {
    if constexpr (Integer<T>) {
        put_integer(out, +value);
    } else if constexpr (std::is_floating_point_v<T>) {
        put_real(out, value);
    } else if constexpr (Textual<T>) {
        put_text(out, value);
    } else if constexpr (Range<T>) {
        std::vector<Text> parts;
        for (const auto& part : value) parts.push_back(text_of(part));
        if (Table<T>) std::sort(parts.begin(), parts.end());
        put_all(out, Table<T> ? '{' : '[', parts, Table<T> ? '}' : ']');
    } else if constexpr (Product<T>) {
        std::apply([&](const auto&... parts) { put_all(out, '(', {text_of(parts)...}, ')'); }, value);
    } else if constexpr (Sum<T>) {
        std::visit([&](const auto& held) { put(out, held); }, value);
    } else if constexpr (Optional<T>) {
        if (value) put(out, *value);
        else out += "none";
    } else if constexpr (std::is_same_v<T, std::nullopt_t>) {
        out += "none";
    } else {
        static_assert(never<T>, "values of this type cannot be compared from outside");
    }
}

// A union of MultiPL-E (two members, f0 and f1, and a `==` for each) does not know which member it holds: there the type
// of the other side of `==` chooses. It is all that a solution hears of an expected value.
template <class Other, class T> void put_as(Text& out, const T& value) {
    if constexpr (!Union<T>) {
        put(out, value);
    } else if constexpr (std::is_convertible_v<Other, decltype(value.f0)>) {
        put(out, value.f0);
    } else {
        put(out, value.f1);
    }
}

inline void write_all(int descriptor, const Text& text) {
    for (std::size_t written = 0; written < text.size();) {
        const ssize_t more = ::write(descriptor, text.data() + written, text.size() - written);
        if (more <= 0) ::_exit(1);
        written += static_cast<std::size_t>(more);
    }
}

// Answers go to what is standard output at the beginning, a line each: the test's number, a space, the text of the value
// that `put_value(number, text)` puts, or `!` if it throws. What the solution prints goes nowhere. Standard input may
// hold the number of the first test to run: where a run ended early, the tests behind can be had by another.
template <class Put> [[noreturn]] void answer(int count, Put put_value) {
    char digits[9] = {};
    const int first = ::read(0, digits, sizeof digits - 1) > 0 ? std::atoi(digits) : 0;
    const int descriptor = ::dup(1);
    ::dup2(::open("/dev/null", O_WRONLY), 1);
    for (int number = first; number < count; ++number) {
        Text value;
        try {
            put_value(number, value);
        } catch (...) {
            value = "!";
        }
        // The first line break ends what a constructor of the solution may have printed.
        write_all(descriptor, "\n" + std::to_string(number) + ' ' + value + '\n');
    }
    ::_exit(0);  // without what the solution has for the end: it cannot change an answer
}

}  // namespace verifiers_answers
