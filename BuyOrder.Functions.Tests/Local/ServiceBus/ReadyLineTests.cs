using System.Net.Http.Json;
using System.Text.Json;
using Azure.Messaging.ServiceBus;
using BuyOrder.Local.Servers;
using BuyOrder.Local.ServiceBus.Queues;
using BuyOrder.Testing.Hosting;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Local.ServiceBus;

/// <summary>The address that the command prints is the one that payment services send to.</summary>
public sealed class ReadyLineTests(TestServers servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Revenue_that_an_sdk_sends_to_the_printed_bus_is_in_the_metrics()
    {
        await using var command = LocalCommand.Start(servers, "--no-samples", "--quiet", "--port", $"{FreePort.Any()}");
        var (api, _, _) = await command.ReadyAsync();
        var bus = await command.BusAsync();
        using var http = new HttpClient { BaseAddress = api };

        Assert.Matches("^Endpoint=sb://localhost:[0-9]+;SharedAccessKeyName=[^;]+;SharedAccessKey=[^;]+;UseDevelopmentEmulator=true;$", bus);
        await using (var client = new ServiceBusClient(bus))
        {
            await using var sender = client.CreateSender(QueueOptions.RevenueName);
            await sender.SendMessagesAsync(SampleRevenue.Sales("sdk", 200).Select(body => new ServiceBusMessage(body)), Cancellation);
        }
        using var admin = await http.PostAsJsonAsync(
            "admin/functions/RecordRevenue", new { input = System.Text.Encoding.UTF8.GetString(SampleRevenue.Sale("admin")) }, Cancellation);
        var queues = await QueuesAsync();
        for (; queues.GetProperty(QueueOptions.RevenueName).GetProperty("active").GetInt32() > 0; queues = await QueuesAsync())
            await Task.Delay(50, Cancellation);
        var metrics = JsonElement.Parse(await http.GetStringAsync("api/metrics", Cancellation));

        Assert.Equal("2512.50", metrics.GetProperty("totalRevenue").GetString());
        Assert.Equal(201, queues.GetProperty(QueueOptions.RevenueName).GetProperty("completed").GetInt32());
        Assert.Equal(0, queues.GetProperty(QueueOptions.NotificationsName).GetProperty("deadLettered").GetInt32());

        async Task<JsonElement> QueuesAsync() => JsonElement.Parse(await http.GetStringAsync("admin/local/queues", Cancellation));
    }
}
