namespace BuyOrder.Functions.Http;

/// <summary>How an endpoint says which query parameters it knows.</summary>
internal static class QueryEndpoints
{
    public static RouteHandlerBuilder WithQuery(this RouteHandlerBuilder endpoint, params IReadOnlyList<string> names) =>
        endpoint.WithMetadata(new QueryParameters(names));
}
