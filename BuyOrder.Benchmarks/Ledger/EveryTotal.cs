using System.Text;
using BuyOrder.Benchmarks.App;
using BuyOrder.Domain.Revenue;
using BuyOrder.Ledger.Opening;

namespace BuyOrder.Benchmarks.Ledger;

/// <summary>
/// Messages that give every shard a sale and a refund in each source and currency of <see cref="SampleMessages"/>: so that ledgers of all
/// sizes have the same totals to keep, and differ in nothing but the number of their entries.
/// </summary>
internal static class EveryTotal
{
    private static readonly string[] Kinds = ["\"kind\":\"sale\"", "\"kind\":\"refund\",\"refundOf\":\"sale_1\""];

    private static readonly string[] Currencies =
    [
        "\"currency\":\"ZAR\"",
        .. SampleMessages.Foreign.Select(foreign => $"\"currency\":\"{foreign.Currency}\",\"exchangeRate\":\"{foreign.Rate}\""),
    ];

    public static IReadOnlyList<byte[]> Messages { get; } =
    [
        .. from shard in Enumerable.Range(0, LedgerOptions.DefaultShardCount)
           from source in SampleMessages.Sources
           from currency in Currencies
           from kind in Kinds
           select Message(shard, source, currency, kind),
    ];

    private static byte[] Message(int shard, string source, string currency, string kind)
    {
        var start = $"every_{source}_{currency[12..15]}_{kind[8..12]}_";
        var id = Enumerable.Range(0, int.MaxValue).Select(i => $"{start}{i}").First(id => IsOf(shard, id));
        return Encoding.UTF8.GetBytes(
            $$"""{"id":"{{id}}","source":"{{source}}","amount":"2500.00","occurredAt":"2026-11-01T08:00:00Z",{{kind}},{{currency}}}""");
    }

    private static bool IsOf(int shard, string id) => LedgerShards.Of(RevenueHashes.Id(id), LedgerOptions.DefaultShardCount) == shard;
}
