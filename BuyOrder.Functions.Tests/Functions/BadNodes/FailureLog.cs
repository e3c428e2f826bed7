using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace BuyOrder.Functions.Tests.Functions.BadNodes;

/// <summary>Keeps every exception that the app logs: what stands behind an answer of 500.</summary>
internal sealed class FailureLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<Exception> failures = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (exception is not null)
            failures.Enqueue(exception);
    }

    public void Dispose()
    {
    }

    public override string ToString() => string.Join(Environment.NewLine, failures);
}
