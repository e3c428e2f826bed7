using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace BuyOrder.Functions.Hosting;

/// <summary>
/// One line for each entry, because the host makes a log entry of each line:
/// <c>2026-11-22T02:00:00.123Z warn RecordRevenue InvocationId=8b3b… Failed for now: …</c>
/// </summary>
internal sealed class LogLineFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "line";

    /// <summary>The web server's own scope; it says nothing about our work.</summary>
    private const string ServerScope = "ConnectionId";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        textWriter.Write(time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z' ", CultureInfo.InvariantCulture));
        textWriter.Write(Level(logEntry.LogLevel));
        textWriter.Write(' ');
        textWriter.Write(logEntry.Category.AsSpan(logEntry.Category.LastIndexOf('.') + 1));
        scopeProvider?.ForEachScope(WriteScope, textWriter);
        textWriter.Write(' ');
        WriteOnOneLine(textWriter, message);
        if (logEntry.Exception is { } exception)
        {
            textWriter.Write(" | ");
            WriteOnOneLine(textWriter, exception.ToString());
        }
        textWriter.Write(Environment.NewLine);
    }

    private static void WriteScope(object? scope, TextWriter writer)
    {
        foreach (var (name, value) in scope as IEnumerable<KeyValuePair<string, object?>> ?? [])
        {
            if (name is "{OriginalFormat}" or ServerScope)
                continue;
            writer.Write(' ');
            writer.Write(name);
            writer.Write('=');
            WriteOnOneLine(writer, Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
        }
    }

    private static void WriteOnOneLine(TextWriter writer, string text)
    {
        foreach (var character in text)
            writer.Write(char.IsControl(character) ? ' ' : character);
    }

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Critical => "crit",
        LogLevel.Error => "fail",
        LogLevel.Warning => "warn",
        LogLevel.Information => "info",
        LogLevel.Debug => "dbug",
        _ => "trce",
    };
}
