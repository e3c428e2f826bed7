using BuyOrder.Domain.Revenue;

namespace BuyOrder.Functions.Revenue;

/// <summary>An entry with its shard and the block that holds it.</summary>
internal sealed record FoundEntry(int Shard, LedgerEntry Entry, LedgerBlock Block);
