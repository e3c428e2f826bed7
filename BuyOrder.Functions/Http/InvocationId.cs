namespace BuyOrder.Functions.Http;

/// <summary>The id under which the host's log has a call.</summary>
internal static class InvocationId
{
    public const string Header = "x-ms-invocation-id";

    /// <summary>The host's ids are guids; a longer one is cut so that it cannot flood an answer.</summary>
    private const int MaxLength = 64;

    /// <summary>The host's id of the call, or the connection's own when the host gave none.</summary>
    public static string Of(HttpRequest request)
    {
        var id = request.Headers[Header].ToString();
        if (id.Length == 0)
            return request.HttpContext.TraceIdentifier;
        return id.Length <= MaxLength ? id : id[..MaxLength];
    }
}
