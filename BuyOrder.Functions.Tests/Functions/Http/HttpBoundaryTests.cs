using System.Net;
using BuyOrder.Functions.Export;
using BuyOrder.Functions.Hosting;
using BuyOrder.Functions.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace BuyOrder.Functions.Tests.Functions.Http;

/// <summary>What a caller sees of a fault before and in the middle of a streamed file, over a real connection.</summary>
public sealed class HttpBoundaryTests : IAsyncLifetime
{
    private readonly HttpClient client = new();
    private WebApplication app = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.ListenForHost(0);
        app = builder.Build();
        app.UseMiddleware<HttpBoundary>();
        app.MapGet("/{rows:int}", (int rows) => new CsvResult("file.csv", async (csv, cancellation) =>
        {
            for (var row = 0; row < rows; row++)
            {
                csv.Text(new string('x', 1_000));
                await csv.EndRowAsync(cancellation);
            }
            throw new InvalidDataException("A row is missing.");
        }));
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
        using var answer = await client.GetAsync(new Uri("/10", UriKind.Relative), Cancellation);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith("{", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Null(answer.Content.Headers.ContentDisposition);
    }

    [Fact]
    public async Task Fault_in_the_middle_of_a_file_cuts_the_connection()
    {
        using var answer = await client.GetAsync(new Uri("/1000", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("attachment; filename=\"file.csv\"", answer.Content.Headers.ContentDisposition?.ToString());
        await Assert.ThrowsAnyAsync<Exception>(() => answer.Content.ReadAsStringAsync(Cancellation));
    }
}
