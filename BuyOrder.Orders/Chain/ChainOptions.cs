using BuyOrder.Ethereum.Rpc;
using System.Globalization;

namespace BuyOrder.Orders.Chain;

/// <summary>Which chain, through which endpoints.</summary>
internal sealed record ChainOptions
{
    /// <summary>Short enough that even a node that drips its answer, asked alone, leaves health and tick the time to say so.</summary>
    public static readonly JsonRpcOptions Node = new()
    {
        AttemptTimeout = TimeSpan.FromSeconds(4),
        ExchangeTimeout = TimeSpan.FromSeconds(4),
        MaxRetryDelay = TimeSpan.FromSeconds(2),
    };

    /// <summary>EIP-155 chain id; pinned in every signature and checked at every run.</summary>
    public required long ChainId { get; init; }

    /// <summary>JSON-RPC endpoints, tried and compared together; money decisions need a majority of them.</summary>
    public required IReadOnlyList<Uri> RpcUrls { get; init; }

    /// <summary>The endpoints with names to tell them apart by: host and port, and a number where several are behind the same.</summary>
    public IEnumerable<(string Name, Uri Url)> Nodes() => RpcUrls.Select((url, index) =>
        (RpcUrls.Take(index).Count(earlier => earlier.Authority == url.Authority) is > 0 and var before
            ? string.Create(CultureInfo.InvariantCulture, $"{url.Authority} #{before + 1}")
            : url.Authority, url));

    /// <summary>Blocks on top after which a block counts as final where the chain has no finalized tag; 1 to 1 000.</summary>
    public int Confirmations { get; init; } = 12;
}
