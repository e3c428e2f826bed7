namespace BuyOrder.Functions.Chain;

/// <summary>Which chain, through which endpoints.</summary>
internal sealed record ChainOptions
{
    /// <summary>EIP-155 chain id; pinned in every signature and checked at every run.</summary>
    public required long ChainId { get; init; }

    /// <summary>JSON-RPC endpoints, tried and compared together; money decisions need a majority of them.</summary>
    public required IReadOnlyList<Uri> RpcUrls { get; init; }

    /// <summary>Blocks on top after which a block counts as final where the chain has no finalized tag; 1 to 1 000.</summary>
    public int Confirmations { get; init; } = 12;
}
