using System.Globalization;
using System.Text.Json;
using Azure.Messaging.ServiceBus;
using BuyOrder.Local.Hosting;

namespace BuyOrder.Functions.Tests.Local.Hosting;

public sealed class InvocationBodyTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-22T11:05:00.0405101Z", CultureInfo.InvariantCulture);

    [Fact]
    public void Timer_body_is_the_functions_hosts()
    {
        var body = Read(TimerBody.Build("CleanUp", Timer("0 */5 * * * *"), Now.AddMinutes(-5), Now));

        var guid = body.GetProperty("Metadata").GetProperty("sys").GetProperty("RandGuid").GetGuid();
        Assert.Equal(
            """
            {"Data":{"timer":{"Schedule":{"AdjustForDST":true},"ScheduleStatus":{
            "Last":"2026-11-22T11:00:00.0405101+00:00","Next":"2026-11-22T11:10:00+00:00",
            "LastUpdated":"2026-11-22T11:00:00.0405101+00:00"},"IsPastDue":false}},
            "Metadata":{"sys":{"MethodName":"CleanUp","UtcNow":"2026-11-22T11:05:00.0405101Z","RandGuid":"GUID"}}}
            """.ReplaceLineEndings("").Replace("GUID", guid.ToString(), StringComparison.Ordinal),
            body.GetRawText());
    }

    [Fact]
    public void First_timer_call_tells_the_year_1()
    {
        var body = Read(TimerBody.Build("CleanUp", Timer("0 */5 * * * *"), null, Now));

        var status = body.GetProperty("Data").GetProperty("timer").GetProperty("ScheduleStatus");

        Assert.Equal("0001-01-01T00:00:00", status.GetProperty("Last").GetString());
        Assert.Equal("0001-01-01T00:00:00", status.GetProperty("LastUpdated").GetString());
    }

    [Theory]
    [InlineData("*/20 * * * * *", true)]
    [InlineData("0 */5 * * * *", false)]
    public void Timer_without_a_monitor_has_no_status(string schedule, bool monitor)
    {
        var body = Read(TimerBody.Build("CleanUp", Timer(schedule) with { UseMonitor = monitor }, null, Now));

        var timer = body.GetProperty("Data").GetProperty("timer");

        Assert.Equal(JsonValueKind.Null, timer.GetProperty("ScheduleStatus").ValueKind);
    }

    [Fact]
    public void Batch_is_one_string_of_base64_and_its_metadata_are_strings_of_arrays()
    {
        ServiceBusReceivedMessage[] batch =
        [
            ServiceBusModelFactory.ServiceBusReceivedMessage(
                new BinaryData("{\"id\":1}"), "m-1", sequenceNumber: 42, enqueuedTime: Now, deliveryCount: 1),
            ServiceBusModelFactory.ServiceBusReceivedMessage(
                new BinaryData(new byte[] { 0xff, 0xfe, 0x3e }), "m-2", sequenceNumber: 43, enqueuedTime: Now.AddSeconds(1), deliveryCount: 3),
        ];

        var text = QueueBatchBody.Build("OnMsg", new QueueTrigger("msg", "q"), batch, Now);

        var body = Read(text);
        var metadata = body.GetProperty("Metadata");
        const string start = """{"Data":{"msg":"[\"eyJpZCI6MX0=\",\"//4+\"]"},"Metadata":{"MessageReceiver":{},""";
        Assert.StartsWith(start, body.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("[\"m-1\",\"m-2\"]", metadata.GetProperty("MessageIdArray").GetString());
        Assert.Equal("[1,3]", metadata.GetProperty("DeliveryCountArray").GetString());
        Assert.Equal("[42,43]", metadata.GetProperty("SequenceNumberArray").GetString());
        Assert.Equal("[\"2026-11-22T11:05:00.04Z\",\"2026-11-22T11:05:01.04Z\"]", metadata.GetProperty("EnqueuedTimeUtcArray").GetString());
        Assert.Equal("[{},{}]", metadata.GetProperty("ApplicationPropertiesArray").GetString());
        Assert.Equal("[null,null]", metadata.GetProperty("CorrelationIdArray").GetString());
        Assert.Equal("OnMsg", metadata.GetProperty("sys").GetProperty("MethodName").GetString());
        Assert.Equal(21, metadata.EnumerateObject().Count(member => member.Name.EndsWith("Array", StringComparison.Ordinal)));
    }

    private static TimerTrigger Timer(string schedule) =>
        new("timer", TimerSchedule.TryParse(schedule, out var parsed) ? parsed : throw new ArgumentException(schedule), UseMonitor: true);

    private static JsonElement Read(ReadOnlyMemory<byte> body) => JsonElement.Parse(body.Span);
}
