using BuyOrder.Domain.Orders;
using BuyOrder.Simulation.Processes;
using BuyOrder.Storage;
using Microsoft.Extensions.Logging;

namespace BuyOrder.Functions.Tests.Simulation.Calm;

/// <summary>
/// What processes ask of the outside, in words: <c>read state</c>, <c>write state o:m-1</c>, <c>ask</c>, <c>broadcast</c>, <c>sign</c>. In
/// between, what is decided (<c>decide Wait</c>); apart from them, what is logged.
/// </summary>
internal sealed class CalmCalls : ILoggerFactory, ILogger
{
    private readonly List<string> calls = [];
    private readonly List<string> alarms = [];

    /// <summary>Log lines that call for an operator.</summary>
    public IReadOnlyList<string> Alarms => alarms;

    /// <summary>What was heard since the last time. Of reads only those of the order store's state, an order and its attempts.</summary>
    public IReadOnlyList<string> Take()
    {
        var taken = calls.ToList();
        calls.Clear();
        return taken;
    }

    public string Hear(Gates.Gate gate)
    {
        var words = gate.Kind switch
        {
            CallKind.Read => $"read {Row((string)gate.About)}",
            CallKind.Write => $"write {string.Join(' ', ((IReadOnlyList<TableWrite>)gate.About).Select(write => Row(write.Key)))}",
            CallKind.Sign when (string)gate.About != "sign" => "key",
            var kind => kind.ToString().ToLowerInvariant(),
        };
        if (gate.Kind != CallKind.Read || words == "read state" || words.Contains(':', StringComparison.Ordinal))
            calls.Add(words);
        return words;
    }

    public JobStep Note(JobStep step)
    {
        calls.Add($"decide {step.GetType().Name}");
        return step;
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel == LogLevel.Critical)
            alarms.Add(formatter(state, exception));
    }

    public void Dispose()
    {
    }

    /// <summary>Keys of orders and attempts as they are; of rows that begin with a time or a hash, only what they are.</summary>
    private static string Row(string key) => key.Length > 2 && key[1] == ':' && key[0] is not ('o' or 'a') ? key[..1] : key.TrimEnd(':');
}
