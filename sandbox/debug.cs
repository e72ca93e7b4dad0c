// System.Diagnostics.Debug for programs in C#: what is asserted is checked, as in the builds that tests are made for.
//
// Mono's own does nothing unless DEBUG is defined, and then tells a listener and goes on. A class of the program's own
// assembly comes before one of a library. What is only written is still left out, arguments and all.
namespace System.Diagnostics
{
    internal static class Debug
    {
        public static bool AutoFlush { get; set; }
        public static int IndentLevel { get; set; }
        public static int IndentSize { get; set; }
        public static TraceListenerCollection Listeners { get { return Trace.Listeners; } }

        public static void Assert(bool condition) { Assert(condition, ""); }
        public static void Assert(bool condition, string message) { if (!condition) Fail(message); }
        public static void Assert(bool condition, string message, string detail)
        {
            if (!condition) Fail(message, detail);
        }
        public static void Assert(bool condition, string message, string detail, params object[] args)
        {
            if (!condition) Fail(message, string.Format(detail, args));
        }
        public static void Fail(string message) { Fail(message, ""); }
        public static void Fail(string message, string detail)
        {
            Console.Out.Flush();
            Console.Error.WriteLine(Environment.StackTrace);
            Console.Error.WriteLine("Assertion failed. " + message + " " + detail);
            Environment.Exit(134);  // as a process that was aborted
        }

        [Conditional("DEBUG")] public static void Close() { }
        [Conditional("DEBUG")] public static void Flush() { }
        [Conditional("DEBUG")] public static void Indent() { }
        [Conditional("DEBUG")] public static void Unindent() { }
        [Conditional("DEBUG")] public static void Print(string format, params object[] args) { }
        [Conditional("DEBUG")] public static void Write(object value) { }
        [Conditional("DEBUG")] public static void Write(object value, string category) { }
        [Conditional("DEBUG")] public static void WriteIf(bool condition, object value) { }
        [Conditional("DEBUG")] public static void WriteIf(bool condition, object value, string category) { }
        [Conditional("DEBUG")] public static void WriteLine(object value) { }
        [Conditional("DEBUG")] public static void WriteLine(object value, string category) { }
        [Conditional("DEBUG")] public static void WriteLine(string format, params object[] args) { }
        [Conditional("DEBUG")] public static void WriteLineIf(bool condition, object value) { }
        [Conditional("DEBUG")] public static void WriteLineIf(bool condition, object value, string category) { }
    }
}
