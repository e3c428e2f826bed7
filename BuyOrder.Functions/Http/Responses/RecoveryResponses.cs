using System.Text.Json.Serialization;
using BuyOrder.Domain.Money;

namespace BuyOrder.Functions.Http.Responses;

/// <summary>The contracts whose code is another than before and is accepted now; empty when nothing had changed.</summary>
internal sealed record AcceptedContractsResponse(IReadOnlyList<string> Changed);

/// <summary>The next order goes on from this nonce.</summary>
internal sealed record AcceptedNonceResponse(string Address, long Nonce, string Detail);

/// <summary>The wallet is left as it is, and the configured key may begin.</summary>
internal sealed record AcceptedRotationResponse(string Wallet, string Detail);

/// <summary>The sums of the order store hold again.</summary>
/// <param name="Record">Number of the record that they begin with.</param>
/// <param name="ConsumedRevenue">What is consumed now.</param>
/// <param name="Detail">The fault, and the sums before and now.</param>
/// <param name="FirstFault">What the verification afterwards still found; absent when all fits.</param>
internal sealed record RestartedRecordsResponse(
    long Record,
    Zar ConsumedRevenue,
    string Detail,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? FirstFault);
