namespace BuyOrder.Benchmarks.Cost;

/// <summary>A month of 30 days with an order each: what it uses and what that costs. Pure.</summary>
internal sealed record Month(Usage Used, decimal GbSeconds, decimal Functions, decimal Storage, decimal Bus, decimal Rpc, decimal Gas)
{
    public const decimal SecondsOfADay = 86_400;

    private const int Days = 30;
    private const decimal SlotLooksOfADay = 288;

    /// <summary>The verification reads what half a year has left.</summary>
    private const decimal MonthsInTheLedger = 6;

    private const decimal GweiPerNative = 1_000_000_000;
    private const decimal Million = 1_000_000;
    private const decimal TenThousand = 10_000;

    public decimal Total => Functions + Storage + Bus + Rpc + Gas;

    /// <param name="payments">In the month.</param>
    /// <param name="message">How they come: alone or in batches.</param>
    /// <param name="orders">In the month; 0 for a system that stands idle.</param>
    /// <param name="tickSeconds">The settling schedule.</param>
    /// <param name="counts">What was counted.</param>
    /// <param name="prices">What it costs.</param>
    public static Month Of(decimal payments, Usage message, int orders, decimal tickSeconds, CostCounts counts, Prices prices)
    {
        var verification = (counts.Verification + (counts.VerifiedEntry * (payments * MonthsInTheLedger))) * Days;
        Usage[] parts =
        [
            message * payments,
            counts.Order * orders,
            // The timer's own looks happen in its ticks, whose first second is charged anyway.
            (counts.Tick * (SecondsOfADay / tickSeconds * Days)) + (counts.LooksOfADay * Days),
            counts.SlotLook * (SlotLooksOfADay * Days),
            verification,
        ];
        var used = parts.Aggregate((all, part) => all + part);
        var gbSeconds = parts.Sum(part => Math.Max(part.Seconds, part.Executions * prices.LeastSecondsPerExecution)) * prices.InstanceGb;
        return new Month(
            used,
            gbSeconds,
            (Math.Max(0, used.Executions - prices.ExecutionsFree) / Million * prices.ExecutionsPerMillion) + (Math.Max(0, gbSeconds - prices.GbSecondsFree) * prices.GbSecond),
            used.StorageTransactions / TenThousand * prices.StoragePerTenThousand,
            prices.BusPerMonth + (Math.Max(0, used.BusOperations - prices.BusOperationsFree) / Million * prices.BusPerMillion),
            used.RpcCalls / Million * prices.RpcPerMillion,
            orders * counts.GasPerOrder * prices.GasPriceGwei / GweiPerNative * prices.NativeCurrency);
    }
}
