using System.Text.Json.Serialization;
using BuyOrder.Domain.Prices;

namespace BuyOrder.Functions.Http.Responses;

/// <summary>What one price source said, and what became of it.</summary>
/// <param name="Name">As the settings name it; <c>fixed</c> is the parameters' own price.</param>
/// <param name="Kind"><c>fixed</c>, <c>feed</c>, <c>uniswap_v2</c> or <c>uniswap_v3</c>; <c>unset</c> of one that no setting describes.</param>
/// <param name="Price">ZAR for a whole one; null when it said none.</param>
/// <param name="AsOf">When its oldest part was so; null for a price that has no age.</param>
/// <param name="AgeSeconds">How old that was when it was judged.</param>
/// <param name="Verdict"><c>counted</c>, or why it was left out.</param>
/// <param name="Independent">Whether it comes from elsewhere than a pool that an order buys from.</param>
/// <param name="Detail">One sentence where the verdict alone would not tell.</param>
internal sealed record PriceSourceResponse(
    string Name,
    string Kind,
    string? Price,
    DateTimeOffset? AsOf,
    long? AgeSeconds,
    string Verdict,
    bool Independent,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Detail)
{
    /// <summary>Null: the parameters' own price, without an age, was all there was.</summary>
    public static IReadOnlyList<PriceSourceResponse>? Of(IReadOnlyList<JudgedSource>? sources) => sources is null
        ? null
        : [.. sources.Select(source => new PriceSourceResponse(
            source.Name,
            Words.Of(source.Kind),
            source.Price?.ToString(),
            source.AsOf,
            source.AgeSeconds,
            Words.Of(source.Verdict),
            source.IsIndependent,
            source.Detail))];
}
