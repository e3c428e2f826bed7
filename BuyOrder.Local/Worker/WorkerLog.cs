using BuyOrder.Local.Worker.Messages;

namespace BuyOrder.Local.Worker;

/// <summary>What a worker logs over its connection, as one line, with the id of the call that it belongs to.</summary>
internal static class WorkerLog
{
    public static string Line(RpcLog log)
    {
        var exception = log.Exception is { } thrown ? $" {thrown.Message} {thrown.StackTrace}" : "";
        var invocation = log.InvocationId.Length == 0 ? "" : $" [{log.InvocationId}]";
        return $"{log.Level} {log.Category}: {log.Message}{exception}{invocation}".ReplaceLineEndings(" | ");
    }
}
