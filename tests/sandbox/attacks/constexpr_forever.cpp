// TRIES: computes at compile time without end | MODE: any | CORRECT: CE (reject)
constexpr unsigned long long run(unsigned long long n) { unsigned long long s = 0; for (unsigned long long i = 0; i < n; i++) s += i * i; return s; }
template <unsigned long long N> struct All { static constexpr auto value = run(30000) + All<N - 1>::value; };
template <> struct All<0> { static constexpr auto value = 0ull; };
int main() { return All<800>::value & 1; }
