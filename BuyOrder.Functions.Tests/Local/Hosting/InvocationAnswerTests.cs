using System.Net;
using System.Text;
using BuyOrder.Local.Hosting;

namespace BuyOrder.Functions.Tests.Local.Hosting;

/// <summary>What the real host made of each of these answers is written down in the notes on custom handlers.</summary>
public sealed class InvocationAnswerTests
{
    [Theory]
    [InlineData(200, "application/json", "{}")]
    [InlineData(202, "application/json; charset=utf-8", "{}")]
    [InlineData(200, "text/json", "{}")]
    [InlineData(200, "application/json", """{"unrelated":1}""")]
    [InlineData(200, "application/json", """{"outputs":null,"ReturnValue":null,"logs":null}""")]
    public async Task Json_object_with_a_2xx_is_a_success(int status, string type, string body) =>
        Assert.Equal(InvocationOutcome.Succeeded, (await JudgeAsync(status, type, body)).Outcome);

    [Theory]
    [InlineData(302, "application/json", "{}")]
    [InlineData(404, "application/json", "{}")]
    [InlineData(429, "application/json", "{}")]
    [InlineData(500, "application/json", "{}")]
    [InlineData(200, "text/plain", "done")]
    [InlineData(200, null, "{}")]
    [InlineData(200, "application/problem+json", "{}")]
    [InlineData(200, "application/json", "[]")]
    [InlineData(200, "application/json", "{")]
    [InlineData(200, "application/json", """{"Outputs":[]}""")]
    [InlineData(200, "application/json", """{"Logs":"line"}""")]
    [InlineData(200, "application/json", """{"Logs":[{}]}""")]
    public async Task Any_other_answer_is_a_failure_with_a_reason(int status, string? type, string body)
    {
        var result = await JudgeAsync(status, type, body);

        Assert.Equal(InvocationOutcome.Failed, result.Outcome);
        Assert.NotEqual("", result.Reason);
    }

    [Theory]
    [InlineData(200, "application/json", "")]
    [InlineData(204, null, "")]
    [InlineData(200, "application/json", "null")]
    public async Task Empty_2xx_would_hang(int status, string? type, string body) =>
        Assert.Equal(InvocationOutcome.WouldHang, (await JudgeAsync(status, type, body)).Outcome);

    [Fact]
    public async Task Logs_are_taken_over() =>
        Assert.Equal(["one", "2"], (await JudgeAsync(200, "application/json", """{"Logs":["one",2]}""")).Logs);

    private static async Task<InvocationResult> JudgeAsync(int status, string? type, string body)
    {
        using var answer = new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        if (type is not null)
            answer.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        return await InvocationAnswer.JudgeAsync(answer, TestContext.Current.CancellationToken);
    }
}
