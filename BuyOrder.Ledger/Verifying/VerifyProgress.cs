namespace BuyOrder.Ledger.Verifying;

/// <summary>How far a verification has come: what is done of the whole ledger, and the shard at hand.</summary>
internal sealed record VerifyProgress(int Shard, int ShardCount, long Entries, long Blocks);
