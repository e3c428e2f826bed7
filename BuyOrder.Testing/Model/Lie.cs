namespace BuyOrder.Testing.Model;

/// <summary>What a node makes up. Never a majority of them does.</summary>
internal enum Lie
{
    None = 0,

    /// <summary>A success was a failure, and the other way round.</summary>
    Status,

    /// <summary>What waits in its pool is in a block, and bought.</summary>
    Mined,

    /// <summary>Blocks with other hashes than the real ones.</summary>
    BlockHashes,

    /// <summary>More transactions of the wallet than there are.</summary>
    Nonce,

    /// <summary>Balances and an allowance that are not there.</summary>
    Balances,

    /// <summary>The newest block is final.</summary>
    Finality,

    /// <summary>A pool with more tokens in it.</summary>
    Quote,

    /// <summary>A chain far ahead of the real one.</summary>
    Height,
}
