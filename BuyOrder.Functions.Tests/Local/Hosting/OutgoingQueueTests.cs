using System.Net;
using BuyOrder.Local.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BuyOrder.Functions.Tests.Local.Hosting;

public sealed class OutgoingQueueTests : IAsyncLifetime
{
    private readonly OutgoingQueue queue = new(new OutgoingQueueOptions("out", "Bus"), port: 7071, TimeProvider.System);
    private WebApplication web = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        web = builder.Build();
        queue.Map(web);
        await web.StartAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => web.DisposeAsync();

    [Fact]
    public async Task Message_is_counted_once_however_often_it_is_sent()
    {
        Assert.Equal(HttpStatusCode.Created, await SendAsync("/out/messages", "SharedAccessSignature sr=x", """{"MessageId":"1"}"""));
        Assert.Equal(HttpStatusCode.Created, await SendAsync("/out/messages", "SharedAccessSignature sr=x", """{"MessageId":"1"}"""));
        Assert.Equal(HttpStatusCode.Created, await SendAsync("/out/messages", "SharedAccessSignature sr=x", """{"MessageId":"2"}"""));

        Assert.Equal(new QueueFigures(2, 0, 0, 0), queue.Queue.Figures);
    }

    [Theory]
    [InlineData("/out/messages", null, HttpStatusCode.Unauthorized)]
    [InlineData("/other/messages", "SharedAccessSignature sr=x", HttpStatusCode.NotFound)]
    public async Task Message_without_a_token_or_for_another_queue_is_refused(string path, string? token, HttpStatusCode expected)
    {
        Assert.Equal(expected, await SendAsync(path, token, """{"MessageId":"1"}"""));

        Assert.Equal(new QueueFigures(0, 0, 0, 0), queue.Queue.Figures);
    }

    [Fact]
    public void App_is_told_where_it_is_in_the_form_that_its_settings_take() =>
        Assert.Matches(
            "^Endpoint=sb://127.0.0.1:7071/;SharedAccessKeyName=local;SharedAccessKey=[0-9A-F]{32};UseDevelopmentEmulator=true$",
            queue.Setting.Value);

    private async Task<HttpStatusCode> SendAsync(string path, string? token, string properties)
    {
        using var http = new HttpClient();
        var address = web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(new Uri(address), path));
        request.Content = new StringContent("{}");
        request.Headers.TryAddWithoutValidation("BrokerProperties", properties);
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", token);
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
