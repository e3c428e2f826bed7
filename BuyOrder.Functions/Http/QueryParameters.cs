namespace BuyOrder.Functions.Http;

/// <summary>The query parameters that an endpoint knows; one that says nothing knows none.</summary>
internal sealed record QueryParameters(IReadOnlyList<string> Names)
{
    public static readonly QueryParameters None = new([]);
}
