using System.Net;
using BuyOrder.Functions.Tests.Functions.Hosting;

namespace BuyOrder.Functions.Tests.Functions.Http;

/// <summary>What operators send to the built executable and cannot be read.</summary>
[Collection(nameof(SharedApp))]
public sealed class OperatorBodyTests(AppFixture running)
{
    private HttpClient Client => running.App.Client;

    [Fact]
    public async Task Pause_that_cannot_be_read_names_every_fault_and_changes_nothing()
    {
        (string Body, string Member)[] unreadable =
        [
            ("{}", "reason"), ("""{"reason":" "}""", "reason"), ("""{"reason":"x","until":"tomorrow"}""", "until"), ("[]", "body"),
        ];
        foreach (var (body, member) in unreadable)
        {
            foreach (var path in new[] { "/api/pause", "/api/resume" })
            {
                var (answer, problem) = await Client.SendForObjectAsync("POST", path, body);

                Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{path} {body}: {answer.StatusCode}");
                Assert.Contains(member, problem["errors"]!.AsObject().Select(error => error.Key));
            }

            Assert.False((bool)(await Client.GetObjectAsync("/api/metrics"))["pause"]!["paused"]!);
        }
    }

    [Fact]
    public async Task Resolution_that_cannot_be_read_names_every_fault()
    {
        (string Body, string[] Members)[] unreadable =
        [
            ("{}", ["finding", "reason"]),
            ("""{"finding":"done","reason":"x"}""", ["finding"]),
            ("""{"finding":"completed","reason":"x"}""", ["evidence"]),
            ("""{"finding":"completed","reason":"x","evidence":"0x12"}""", ["evidence"]),
            ("""{"finding":"failed","reason":" "}""", ["reason"]),
            ("""{"finding":"failed","reason":"x","who":"me"}""", ["who"]),
            ("[]", ["body"]),
            ("finding", ["body"]),
        ];
        foreach (var (body, members) in unreadable)
        {
            var (answer, problem) = await Client.SendForObjectAsync("POST", "/api/buy-orders/m-1/resolve", body);

            Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{body}: {answer.StatusCode}");
            Assert.Subset(problem["errors"]!.AsObject().Select(error => error.Key).ToHashSet(), members.ToHashSet());
        }
    }
}
