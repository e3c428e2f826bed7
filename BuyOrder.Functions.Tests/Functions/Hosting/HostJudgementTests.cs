using System.Net;
using System.Text;
using BuyOrder.Testing.Hosting;

namespace BuyOrder.Functions.Tests.Functions.Hosting;

/// <summary>The judge of the conformance tests itself: it must see what a real host would.</summary>
public sealed class HostJudgementTests
{
    [Theory]
    [InlineData(200, "application/json", "{}", nameof(HostOutcome.Succeeded))]
    [InlineData(202, "text/json", """{"ReturnValue":null,"Logs":[]}""", nameof(HostOutcome.Succeeded))]
    [InlineData(200, "application/json", "", nameof(HostOutcome.WouldHang))]
    [InlineData(200, "application/json", "null", nameof(HostOutcome.WouldHang))]
    [InlineData(200, "text/plain", "{}", nameof(HostOutcome.Failed))]
    [InlineData(200, "application/problem+json", "{}", nameof(HostOutcome.Failed))]
    [InlineData(200, "application/json", "[]", nameof(HostOutcome.Failed))]
    [InlineData(200, "application/json", "{", nameof(HostOutcome.Failed))]
    [InlineData(200, "application/json", """{"outputs":{"res":"x"}}""", nameof(HostOutcome.Failed))]
    [InlineData(200, "application/json", """{"Logs":"x"}""", nameof(HostOutcome.Failed))]
    [InlineData(302, "application/json", "{}", nameof(HostOutcome.Failed))]
    [InlineData(503, "application/json", "{}", nameof(HostOutcome.Failed))]
    public void Answer_is_judged_as_the_host_does(int status, string mediaType, string body, string expected)
    {
        using var answer = new HttpResponseMessage((HttpStatusCode)status)
        {
            Content = new StringContent(body, Encoding.UTF8, mediaType),
        };

        Assert.Equal(expected, HostCalls.Judge(answer, Encoding.UTF8.GetBytes(body)).Outcome.ToString());
    }
}
