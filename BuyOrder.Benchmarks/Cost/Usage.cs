using System.Text.Json.Serialization;

namespace BuyOrder.Benchmarks.Cost;

/// <summary>What something uses of the services that are paid for by use.</summary>
/// <param name="PointReads">Storage transactions that read one row.</param>
/// <param name="Queries">Those that read a page of rows.</param>
/// <param name="Writes">Those that write one row, or make a table.</param>
/// <param name="Batches">Those that write up to 100 rows.</param>
/// <param name="RpcCalls">Calls to nodes, each in a batch counted.</param>
/// <param name="BusOperations">Messages sent, delivered and completed.</param>
/// <param name="Executions">Calls of functions.</param>
/// <param name="Seconds">How long these took together.</param>
internal sealed record Usage(
    decimal PointReads, decimal Queries, decimal Writes, decimal Batches, decimal RpcCalls, decimal BusOperations, decimal Executions, decimal Seconds)
{
    public static readonly Usage None = new(0, 0, 0, 0, 0, 0, 0, 0);

    [JsonIgnore]
    public decimal StorageTransactions => PointReads + Queries + Writes + Batches;

    public static Usage operator +(Usage a, Usage b) => new(
        a.PointReads + b.PointReads, a.Queries + b.Queries, a.Writes + b.Writes, a.Batches + b.Batches,
        a.RpcCalls + b.RpcCalls, a.BusOperations + b.BusOperations, a.Executions + b.Executions, a.Seconds + b.Seconds);

    public static Usage operator *(Usage a, decimal times) => new(
        a.PointReads * times, a.Queries * times, a.Writes * times, a.Batches * times,
        a.RpcCalls * times, a.BusOperations * times, a.Executions * times, a.Seconds * times);

    public static Usage operator -(Usage a, Usage b) => a + (b * -1);
}
