using System.Text.Json;
using BuyOrder.Functions.Functions;
using BuyOrder.Functions.Hosting;
using BuyOrder.Functions.Http;
using BuyOrder.Functions.Settings;
using BuyOrder.Storage.Settings;
using BuyOrder.Testing.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace BuyOrder.Functions.Tests.Functions.Http;

/// <summary>What function.json tells the host must be what the code maps: the host trusts the first, calls end at the second.</summary>
public sealed class FunctionJsonTests
{
    private static readonly Dictionary<string, JsonElement[]> Declared = ReadFolder(BuiltApp.Folder);

    public static TheoryData<string> Functions() => [.. Declared.Keys];

    [Fact]
    public void Every_function_is_in_the_build_output_as_it_is_in_the_sources() =>
        Assert.Equal(
            ReadFolder(Path.Combine(BuiltApp.Repository, "BuyOrder.Functions", "Functions")).Keys.Order(), Declared.Keys.Order());

    [Fact]
    public async Task Every_mapped_endpoint_is_declared_with_the_same_route_and_method()
    {
        await using var app = BuildApp();

        var mapped = Endpoints(app)
            .Where(endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>() is not null)
            .Select(endpoint => (
                endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()!.EndpointName,
                string.Join(',', endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods),
                endpoint.RoutePattern.RawText));
        var declared = Declared
            .Where(function => IsHttp(function.Value))
            .Select(function => (Name: function.Key, Trigger: Trigger(function.Value)))
            .Select(function => (
                function.Name,
                Assert.Single(function.Trigger.GetProperty("methods").EnumerateArray()).GetString()!.ToUpperInvariant(),
                (string?)$"/api/{function.Trigger.GetProperty("route").GetString()}"));

        Assert.Equal(declared.Order(), mapped.Order());
    }

    [Fact]
    public async Task Every_trigger_is_declared_and_mapped()
    {
        await using var app = BuildApp();

        var triggers = app.Services.GetServices<ITrigger>().Select(trigger => trigger.Name).ToList();

        Assert.Equal(Declared.Where(function => !IsHttp(function.Value)).Select(function => function.Key).Order(), triggers.Order());
        Assert.Subset(
            Endpoints(app).Select(endpoint => endpoint.RoutePattern.RawText!).ToHashSet(), triggers.Select(name => $"/{name}").ToHashSet());
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void Only_health_is_open_to_everybody(string function)
    {
        if (!Trigger(Declared[function]).TryGetProperty("authLevel", out var level))
            return;

        Assert.Equal(function is "GetHealth" or "GetHealthLive" ? "anonymous" : "function", level.GetString());
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void Http_function_is_one_that_the_host_forwards(string function)
    {
        var bindings = Declared[function];
        if (!IsHttp(bindings))
            return;

        Assert.Equal(["httpTrigger", "http"], bindings.Select(binding => binding.GetProperty("type").GetString()));
    }

    [Fact]
    public void Queue_is_delivered_in_batches_of_bytes_under_the_name_the_code_reads()
    {
        var trigger = Trigger(Declared[nameof(RecordRevenue)]);

        Assert.Equal(
            (RecordRevenue.Binding, "revenue-events", "ServiceBus", "many", "binary", true),
            (
                trigger.GetProperty("name").GetString(),
                trigger.GetProperty("queueName").GetString(),
                trigger.GetProperty("connection").GetString(),
                trigger.GetProperty("cardinality").GetString(),
                trigger.GetProperty("dataType").GetString(),
                trigger.GetProperty("autoCompleteMessages").GetBoolean()));
    }

    [Fact]
    public void Full_batch_of_the_largest_messages_fits_the_handlers_limit()
    {
        const int largestMessageBytes = 256 * 1024;
        using var host = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(BuiltApp.Folder, "host.json")));

        var batch = host.RootElement.GetProperty("extensions").GetProperty("serviceBus").GetProperty("maxMessageBatchSize").GetInt64();

        Assert.True(batch * largestMessageBytes * "\\\\u0001".Length < HandlerServer.MaxRequestBodyBytes);
    }

    private static JsonElement Trigger(JsonElement[] bindings) =>
        Assert.Single(bindings, binding => binding.GetProperty("type").GetString()!.EndsWith("Trigger", StringComparison.Ordinal));

    private static bool IsHttp(JsonElement[] bindings) => Trigger(bindings).GetProperty("type").GetString() == "httpTrigger";

    private static Dictionary<string, JsonElement[]> ReadFolder(string folder) => Directory
        .EnumerateFiles(folder, "function.json", SearchOption.AllDirectories)
        .ToDictionary(
            file => Path.GetRelativePath(folder, Path.GetDirectoryName(file)!),
            file => JsonDocument.Parse(File.ReadAllBytes(file)).RootElement.GetProperty("bindings").EnumerateArray().ToArray());

    private static IEnumerable<RouteEndpoint> Endpoints(WebApplication app) =>
        ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

    private static WebApplication BuildApp()
    {
        var settings = SampleSettings.Read().ToDictionary(each => each.Key.Replace("__", ":", StringComparison.Ordinal), each => each.Value);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.ListenForHost(0);
        builder.Services.AddBuyOrder(DeploymentSettings.Read(new SettingsReader(configuration))!);
        var app = builder.Build();
        app.UseMiddleware<HttpBoundary>();
        app.MapFunctions();
        return app;
    }
}
