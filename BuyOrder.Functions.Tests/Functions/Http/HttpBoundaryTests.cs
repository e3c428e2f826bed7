using System.Net;
using System.Text.Json.Nodes;
using BuyOrder.Functions.Export;
using BuyOrder.Functions.Hosting;
using BuyOrder.Functions.Http;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace BuyOrder.Functions.Tests.Functions.Http;

/// <summary>What a caller sees of a fault before and in the middle of a streamed file, over a real connection.</summary>
public sealed class HttpBoundaryTests : IAsyncLifetime
{
    private readonly HttpClient client = new();
    private readonly Readiness readiness = new(TimeProvider.System);
    private WebApplication app = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        app = builder.Build();
        var boundary = new HttpBoundary(readiness, NullLogger<HttpBoundary>.Instance);
        app.Map("/{call}", (HttpContext http, string call) => boundary.AnswerAsync(
            http,
            new HttpFunction(["rows"], MustBeReady: true),
            () => CallAsync(http, call),
            call == "given-up" ? new CancellationToken(canceled: true) : http.RequestAborted));
        readiness.Set();
        await app.StartAsync(Cancellation);
        client.BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task Fault_before_anything_was_sent_is_a_problem()
    {
        using var answer = await client.GetAsync(new Uri("/file?rows=10", UriKind.Relative), Cancellation);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith("{", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Null(answer.Content.Headers.ContentDisposition);
    }

    [Fact]
    public async Task Fault_in_the_middle_of_a_file_cuts_the_connection()
    {
        using var answer = await client.GetAsync(
            new Uri("/file?rows=1000", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("attachment; filename=\"file.csv\"", answer.Content.Headers.ContentDisposition?.ToString());
        await Assert.ThrowsAnyAsync<Exception>(() => answer.Content.ReadAsStringAsync(Cancellation));
    }

    [Theory]
    [InlineData("storage", HttpStatusCode.ServiceUnavailable, "urn:buyorder:problem:unavailable")]
    [InlineData("continuation", HttpStatusCode.BadRequest, "urn:buyorder:problem:invalid-request")]
    [InlineData("refused", HttpStatusCode.NotFound, "urn:buyorder:problem:not-found")]
    [InlineData("contradiction", HttpStatusCode.Conflict, "urn:buyorder:problem:conflict")]
    [InlineData("mistake", HttpStatusCode.InternalServerError, "urn:buyorder:problem:internal")]
    public async Task Every_kind_of_fault_is_the_problem_that_the_api_promises(string call, HttpStatusCode status, string type)
    {
        using var answer = await client.GetAsync(new Uri($"/{call}", UriKind.Relative), Cancellation);

        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!;
        Assert.Equal((status, type), (answer.StatusCode, problem["type"]!.GetValue<string>()));
        Assert.Equal(status == HttpStatusCode.ServiceUnavailable, answer.Headers.RetryAfter is not null);
        Assert.DoesNotContain("   at ", problem.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Problem_carries_the_hosts_id_of_the_call_and_no_more_of_it_than_an_id_has()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/refused", UriKind.Relative));
        request.Headers.Add(InvocationId.Header, new string('5', 100));

        using var answer = await client.SendAsync(request, Cancellation);

        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!;
        Assert.Equal(new string('5', 64), problem["traceId"]!.GetValue<string>());
    }

    [Fact]
    public async Task Parameter_that_the_function_does_not_know_is_refused_before_it_is_called()
    {
        using var answer = await client.GetAsync(new Uri("/mistake?row=1&code=key", UriKind.Relative), Cancellation);

        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!;
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("There is no such parameter; allowed are rows.", problem["errors"]!["row"]![0]!.GetValue<string>());
    }

    [Fact]
    public async Task Call_that_the_host_gave_up_is_no_empty_success()
    {
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.GetAsync(new Uri("/given-up", UriKind.Relative), Cancellation));
    }

    [Fact]
    public async Task Function_that_needs_the_storage_waits_until_the_app_is_ready_and_others_do_not()
    {
        var clock = new FakeTimeProvider();
        var starting = new HttpBoundary(new Readiness(clock), NullLogger<HttpBoundary>.Instance);

        var waiting = AnswerAsync(mustBeReady: true);
        Assert.Equal(StatusCodes.Status200OK, await AnswerAsync(mustBeReady: false));
        Assert.False(waiting.IsCompleted);
        clock.Advance(Readiness.HttpPatience);

        Assert.Equal(StatusCodes.Status503ServiceUnavailable, await waiting);

        async Task<int> AnswerAsync(bool mustBeReady)
        {
            var http = new DefaultHttpContext();
            await starting.AnswerAsync(
                http, new HttpFunction([], mustBeReady), () => Task.FromResult<IResult>(TypedResults.Empty), Cancellation);
            return http.Response.StatusCode;
        }
    }

    private static Task<IResult> CallAsync(HttpContext http, string call) => call switch
    {
        "file" => Task.FromResult<IResult>(new CsvResult("file.csv", (csv, cancellation) => WriteAsync(csv, int.Parse(http.Request.Query["rows"]!, null), cancellation))),
        "storage" => throw new TableUnavailableException("down"),
        "continuation" => throw new InvalidContinuationException(),
        "refused" => throw new RequestException(ProblemResult.NotFound("nothing")),
        "contradiction" => throw new LedgerFaultException(LedgerFault.Missing("00", "head", "The entries need it.")),
        "given-up" => throw new OperationCanceledException(),
        _ => throw new InvalidOperationException("a mistake"),
    };

    private static async Task WriteAsync(CsvWriter csv, int rows, CancellationToken cancellation)
    {
        for (var row = 0; row < rows; row++)
        {
            csv.Text(new string('x', 1_000));
            await csv.EndRowAsync(cancellation);
        }
        throw new InvalidDataException("A row is missing.");
    }
}
