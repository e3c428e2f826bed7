using BuyOrder.Functions.Http;
using Microsoft.AspNetCore.Http;

namespace BuyOrder.Functions.Tests.Functions.Http;

public sealed class AbsoluteLinkTests
{
    [Theory]
    [InlineData(null, null, "http://127.0.0.1:41234/api/runs?a=b")]
    [InlineData("orders.example", "https", "https://orders.example/api/runs?a=b")]
    [InlineData("orders.example:8443", "HTTPS", "https://orders.example:8443/api/runs?a=b")]
    [InlineData("orders.example, 10.0.0.1:80", "https, http", "https://orders.example/api/runs?a=b")]
    [InlineData("[::1]:7071", null, "http://[::1]:7071/api/runs?a=b")]
    [InlineData("orders.example/elsewhere", "javascript", "http://127.0.0.1:41234/api/runs?a=b")]
    [InlineData("user@orders.example", "https", "https://127.0.0.1:41234/api/runs?a=b")]
    [InlineData("or ders", null, "http://127.0.0.1:41234/api/runs?a=b")]
    public void Link_has_the_scheme_and_host_that_the_caller_used(string? host, string? proto, string expected)
    {
        var request = new DefaultHttpContext().Request;
        (request.Scheme, request.Host) = ("http", new HostString("127.0.0.1", 41234));
        if (host is not null)
            request.Headers["X-Forwarded-Host"] = host;
        if (proto is not null)
            request.Headers["X-Forwarded-Proto"] = proto;

        Assert.Equal(expected, AbsoluteLink.To(request, "/api/runs?a=b"));
    }
}
