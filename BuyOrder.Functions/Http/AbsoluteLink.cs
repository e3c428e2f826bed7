namespace BuyOrder.Functions.Http;

/// <summary>Addresses of this API as its caller knows them: the app itself only hears of a loopback port.</summary>
internal static class AbsoluteLink
{
    private const string ForwardedHost = "X-Forwarded-Host";
    private const string ForwardedProto = "X-Forwarded-Proto";

    /// <summary>A path with its query behind the scheme and host that the caller used.</summary>
    /// <remarks>A caller that forges the headers only misleads itself; no answer is kept for others.</remarks>
    public static string To(HttpRequest request, string pathAndQuery)
    {
        var scheme = First(request, ForwardedProto) is { } proto && IsHttp(proto) ? proto.ToLowerInvariant() : request.Scheme;
        var host = First(request, ForwardedHost) is { } forwarded && IsAuthority(scheme, forwarded) ? forwarded : request.Host.ToUriComponent();
        return $"{scheme}://{host}{pathAndQuery}";
    }

    /// <summary>Each proxy on the way adds its own word behind a comma: the first is the outermost's.</summary>
    private static string? First(HttpRequest request, string header) =>
        request.Headers[header].ToString().Split(',')[0].Trim() is { Length: > 0 } first ? first : null;

    private static bool IsHttp(string scheme) =>
        scheme.Equals(Uri.UriSchemeHttp, StringComparison.OrdinalIgnoreCase) || scheme.Equals(Uri.UriSchemeHttps, StringComparison.OrdinalIgnoreCase);

    private static bool IsAuthority(string scheme, string host) =>
        Uri.TryCreate($"{scheme}://{host}/", UriKind.Absolute, out var uri) && uri.PathAndQuery == "/" && uri.UserInfo.Length == 0 && uri.Fragment.Length == 0;
}
