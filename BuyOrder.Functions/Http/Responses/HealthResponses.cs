using System.Text.Json.Serialization;
using BuyOrder.Domain.Money;
using BuyOrder.Functions.Hosting;
using BuyOrder.Orders.Chain;

namespace BuyOrder.Functions.Http.Responses;

/// <summary><c>up</c> or <c>down</c>, and nothing else: no key is needed.</summary>
internal sealed record HealthResponse(string Status)
{
    public const string Up = "up";
    public const string Down = "down";

    /// <summary>Revenue is taken, but nothing can be bought just now; only the details say so.</summary>
    public const string Degraded = "degraded";
}

/// <summary>What works and what does not.</summary>
/// <param name="Status"><c>up</c>; <c>degraded</c>: revenue is taken, but <paramref name="Faults"/> need a look; <c>down</c>.</param>
/// <param name="Storage"><c>up</c> or <c>down</c>.</param>
/// <param name="Chain">The configured chain; without head while it is down.</param>
/// <param name="Wallet">Null while the key or the chain cannot be asked.</param>
/// <param name="OpenOrder">The order in flight.</param>
/// <param name="Rejected">Revenue that waits to be replayed or discarded; null while the storage is down.</param>
/// <param name="Faults">One sentence for each part that is not up.</param>
internal sealed record HealthDetailsResponse(
    string Status,
    string Storage,
    HealthDetailsResponse.ChainPart Chain,
    HealthDetailsResponse.WalletPart? Wallet,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] HealthDetailsResponse.OpenOrderPart? OpenOrder,
    HealthDetailsResponse.RejectedPart? Rejected,
    IReadOnlyList<string> Faults)
{
    /// <summary>What the newest verification of the whole ledger found; absent before the first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public VerificationPart? Ledger { get; init; }

    /// <summary>Whether operators let the service buy; absent while the order store cannot be read.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PauseResponse? Pause { get; init; }

    /// <summary>What each price source says now; absent while the chain cannot be asked, and when the parameters' own price, without an age, is all there is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<PriceSourceResponse>? PriceSources { get; init; }

    /// <param name="VerifiedAt">When it began.</param>
    /// <param name="Entries">That fit.</param>
    /// <param name="Blocks">That fit.</param>
    /// <param name="FirstFault">One sentence; null when all fits. While there is one nothing is bought.</param>
    internal sealed record VerificationPart(DateTimeOffset VerifiedAt, long Entries, long Blocks, string? FirstFault);

    internal sealed record ChainPart(string Status, long ChainId, long? Head, long? HeadAgeSeconds)
    {
        /// <summary>The endpoints that gave no usable answer to something they were last asked; absent when all did.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<NodePart>? Nodes { get; init; }
    }

    /// <param name="Node">Host and port, never the whole address.</param>
    /// <param name="Fault">One sentence that names the node.</param>
    /// <param name="At">When it was last seen.</param>
    internal sealed record NodePart(string Node, string Fault, DateTimeOffset At)
    {
        public static IReadOnlyList<NodePart>? Of(IReadOnlyList<NodeTrouble> troubles) =>
            troubles.Count == 0 ? null : [.. troubles.Select(trouble => new NodePart(trouble.Node, trouble.Reason, trouble.At))];
    }

    /// <param name="Address">Who signs.</param>
    /// <param name="Native">Whole units of the chain's currency, for gas.</param>
    /// <param name="NativeNeededForNextOrder">The worst case of one order at the fee cap.</param>
    /// <param name="Stablecoin">Whole units, each worth one Rand.</param>
    /// <param name="NeededForNextOrder">ZAR that the next order would spend as things stand.</param>
    internal sealed record WalletPart(
        string Address, string Native, string NativeNeededForNextOrder, string Stablecoin, Zar NeededForNextOrder)
    {
        /// <summary>
        /// What others may still take of the stablecoin although no order is open; absent when it is nothing. The next order sets it to 0.
        /// </summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<AllowancePart>? LeftoverAllowances { get; init; }
    }

    /// <param name="Spender">An address that the wallet has allowed at some time, or the market's.</param>
    /// <param name="Stablecoin">Whole units.</param>
    internal sealed record AllowancePart(string Spender, string Stablecoin);

    /// <param name="Open">How many messages.</param>
    /// <param name="OldestAt">When the one came that has been waiting longest; null without any.</param>
    internal sealed record RejectedPart(long Open, DateTimeOffset? OldestAt);

    internal sealed record OpenOrderPart(string Id, string Phase, long AgeSeconds, HoldResponse? Held, bool Unknown);
}

/// <summary>What runs here.</summary>
/// <param name="Version">Of the app.</param>
/// <param name="Commit">That it was built from; null when the build knew none.</param>
/// <param name="ChainId">EIP-155.</param>
/// <param name="Wallet">Who pays for new orders; null while the key cannot be had.</param>
/// <param name="Mode">How purchases are paid for: <c>direct</c>, from the wallet itself.</param>
internal sealed record VersionResponse(string Version, string? Commit, long ChainId, string? Wallet, string Mode)
{
    public const string Direct = "direct";

    public static VersionResponse Of(BuildVersion build, long chainId, string? wallet) =>
        new(build.Version, build.Commit, chainId, wallet, Direct);
}
