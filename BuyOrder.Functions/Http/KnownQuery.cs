namespace BuyOrder.Functions.Http;

/// <summary>
/// Refuses query parameters that an endpoint does not know, and known ones that come twice: a misspelt filter would otherwise answer
/// everything, and look like an answer to the question.
/// </summary>
internal sealed class KnownQuery : IEndpointFilter
{
    /// <summary>A query of a thousand parameters must not make an answer of a thousand faults.</summary>
    private const int MaxFaults = 16;

    /// <summary>A key of the host's and its name; the host leaves them in the query.</summary>
    private static readonly HashSet<string> OfTheHost = new(StringComparer.OrdinalIgnoreCase) { "code", "clientId" };

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var known = context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<QueryParameters>() ?? QueryParameters.None;
        var faults = Faults(context.HttpContext.Request.Query, known.Names);
        return faults.Count == 0 ? await next(context) : ProblemResult.Invalid(faults);
    }

    public static IReadOnlyDictionary<string, string[]> Faults(IQueryCollection query, IReadOnlyList<string> known)
    {
        var faults = new Dictionary<string, string[]>();
        foreach (var (name, values) in query.Where(each => !OfTheHost.Contains(each.Key)))
        {
            if (faults.Count == MaxFaults)
                break;
            if (!known.Contains(name, StringComparer.OrdinalIgnoreCase))
                faults[BodyMembers.Shown(name)] = [Unknown(known)];
            else if (values.Count > 1)
                faults[name] = ["Must not be there twice."];
        }
        return faults;
    }

    private static string Unknown(IReadOnlyList<string> known) => known.Count == 0
        ? "There is no such parameter; there are none here."
        : $"There is no such parameter; allowed are {string.Join(", ", known)}.";
}

/// <summary>The query parameters that an endpoint knows; one that says nothing knows none.</summary>
internal sealed record QueryParameters(IReadOnlyList<string> Names)
{
    public static readonly QueryParameters None = new([]);
}

/// <summary>How an endpoint says which query parameters it knows.</summary>
internal static class QueryEndpoints
{
    public static RouteHandlerBuilder WithQuery(this RouteHandlerBuilder endpoint, params IReadOnlyList<string> names) =>
        endpoint.WithMetadata(new QueryParameters(names));
}
