namespace BuyOrder.Local.Servers;

/// <summary>
/// How the local chain behaves. By default a block is mined at once for every transaction, and the finalized block is two behind the head.
/// </summary>
internal sealed record AnvilOptions
{
    public long ChainId { get; init; } = 31337;

    /// <summary>Null: a block per transaction. Otherwise a block every so many seconds (may be a fraction).</summary>
    public decimal? BlockTimeSeconds { get; init; }

    /// <summary>With a block time: mine at once for a transaction as well.</summary>
    public bool MixedMining { get; init; }

    /// <summary>Nothing is mined until asked for (evm_mine).</summary>
    public bool NoMining { get; init; }

    /// <summary>safe and finalized lie one and two epochs behind the head.</summary>
    public int SlotsInAnEpoch { get; init; } = 1;

    /// <summary>The first free port from here on; 0 = any.</summary>
    public int PreferredPort { get; init; }

    public string? LogFile { get; init; }

    public IReadOnlyList<string> MoreArguments { get; init; } = [];
}
