using BuyOrder.Domain.Money;

namespace BuyOrder.Domain.Revenue;

/// <summary>
/// Where one shard (0 to shard count − 1) stood: it covers the entries with sequence numbers 1 to <see cref="Entries"/>.
/// The head hash is that of its newest block, zeros for an empty shard.
/// </summary>
public sealed record ShardCutOff(int Shard, long Entries, long Blocks, Zar Total, Sha256Hash HeadHash);
