using BuyOrder.Domain.Revenue;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Ledger.Verifying;

/// <summary>What a look at a shard has come to.</summary>
/// <param name="Entries">Rows that fit their blocks.</param>
/// <param name="Blocks">Blocks that fit their chain; 0 where they were counted before the pause.</param>
/// <param name="Fault">The first thing that does not fit; null for none.</param>
internal sealed record ShardVerdict(long Entries, long Blocks, LedgerFault? Fault)
{
    /// <summary>The bucket to go on with; null when the shard is done.</summary>
    public int? Paused { get; init; }

    /// <summary>The shard's state.</summary>
    public ShardCutOff? Stand { get; init; }

    /// <summary>The first row of the index of refunds that contradicts the entries. It counts when nothing else is wrong.</summary>
    public LedgerFault? IndexFault { get; init; }

    /// <summary>Sequence numbers of refunds that have no row in the index; empty where the shard was not looked at as a whole.</summary>
    public IReadOnlyList<long> MissingRefundRows { get; init; } = [];

    /// <summary>Its state at the cut-offs that were asked for; one that is not here is not the end of a block.</summary>
    public IReadOnlyDictionary<long, ShardCutOff> Frozen { get; init; } = new Dictionary<long, ShardCutOff>();
}
