using System.Globalization;
using Microsoft.Extensions.Logging;

namespace BuyOrder.Local;

/// <summary>What the local host logs, in a file; its warnings also go to a listener. One line a message, UTC.</summary>
internal sealed class RunLog(string path, Action<string> onWarning) : ILoggerProvider
{
    private readonly TextWriter file = TextWriter.Synchronized(new StreamWriter(path, append: false) { AutoFlush = true });

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose() => file.Dispose();

    private void Write(LogLevel level, string category, string message)
    {
        var time = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        file.WriteLine($"{time} {level} {category}: {message}");
        if (level >= LogLevel.Warning)
            onWarning(message);
    }

    private sealed class Logger(RunLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        /// <summary>Kestrel tells of every request; of those only what went wrong is of interest here.</summary>
        public bool IsEnabled(LogLevel logLevel) =>
            logLevel >= (category.StartsWith("Microsoft.", StringComparison.Ordinal) ? LogLevel.Warning : LogLevel.Debug);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                log.Write(logLevel, category, $"{formatter(state, exception)} {exception}".TrimEnd());
        }
    }
}
