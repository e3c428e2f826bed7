// Sends revenue messages, one JSON object a line of standard input, and ends when all of them are taken.
using System.Text.Json;
using Azure.Messaging.ServiceBus;

const int batchSize = 100;

// In production: new ServiceBusClient("NAMESPACE.servicebus.windows.net", new DefaultAzureCredential(), options).
var connection = Environment.GetEnvironmentVariable("SERVICE_BUS") ?? throw new InvalidOperationException("SERVICE_BUS must be a connection string.");
var options = new ServiceBusClientOptions
{
    // The SDK tries again by itself: for two minutes here, with pauses of up to ten seconds.
    RetryOptions = new ServiceBusRetryOptions { MaxRetries = 20, Delay = TimeSpan.FromSeconds(0.5), MaxDelay = TimeSpan.FromSeconds(10), TryTimeout = TimeSpan.FromSeconds(10) },
};
await using var client = new ServiceBusClient(connection, options);
await using var sender = client.CreateSender("revenue-events");

var sent = 0;
foreach (var lines in Lines().Chunk(batchSize))
{
    // A send that throws may have been taken all the same: run the program again with the same lines, each counts once by the id in its body.
    await sender.SendMessagesAsync(lines.Select(Message));
    sent += lines.Length;
}
Console.WriteLine($"sent {sent}");

static IEnumerable<string> Lines()
{
    while (Console.ReadLine() is { } line)
        yield return line;
}

static ServiceBusMessage Message(string line)
{
    using var payment = JsonDocument.Parse(line);
    // MessageId is for logs and tools: the app goes by the id in the body.
    return new ServiceBusMessage(line) { MessageId = payment.RootElement.GetProperty("id").GetString(), ContentType = "application/json" };
}
