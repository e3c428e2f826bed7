namespace BuyOrder.Testing.Scale;

/// <summary>One deployment to be played through.</summary>
/// <param name="Shards">Partitions of the ledger.</param>
/// <param name="Instances">Processes of the app, each with one batch in hand.</param>
/// <param name="BatchSize">Messages of a batch.</param>
/// <param name="Sessions">The queue hands all messages of a shard to one instance at a time.</param>
internal sealed record ScaleCase(int Shards, int Instances, int BatchSize, bool Sessions = false);
