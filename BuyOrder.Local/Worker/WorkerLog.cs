using BuyOrder.Local.Worker.Messages;

namespace BuyOrder.Local.Worker;

/// <summary>What a worker logs over its connection, as one line.</summary>
internal static class WorkerLog
{
    public static string Line(RpcLog log)
    {
        var exception = log.Exception is { } thrown ? $" {thrown.Message} {thrown.StackTrace}" : "";
        return $"{log.Level} {log.Category}: {log.Message}{exception}".ReplaceLineEndings(" | ");
    }
}
