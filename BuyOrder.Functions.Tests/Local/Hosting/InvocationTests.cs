using System.Globalization;
using System.Text.Json;
using Azure.Messaging.ServiceBus;
using BuyOrder.Local.Hosting;
using BuyOrder.Local.Worker.Messages;
using Microsoft.AspNetCore.Http;

namespace BuyOrder.Functions.Tests.Local.Hosting;

public sealed class InvocationTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-22T11:05:00.0405101Z", CultureInfo.InvariantCulture);

    [Fact]
    public void Timer_is_told_in_the_functions_hosts_json()
    {
        var invocation = TimerInvocation.Of(Timer("0 */5 * * * *"), Now.AddMinutes(-5), Now);

        Assert.Equal(
            """
            {"Schedule":{"AdjustForDST":true},"ScheduleStatus":{
            "Last":"2026-11-22T11:00:00.0405101+00:00","Next":"2026-11-22T11:10:00+00:00",
            "LastUpdated":"2026-11-22T11:00:00.0405101+00:00"},"IsPastDue":false}
            """.ReplaceLineEndings(""),
            JsonElement.Parse(invocation.Input.Json).GetRawText());
        Assert.Empty(invocation.Metadata);
    }

    [Fact]
    public void First_timer_call_tells_the_year_1()
    {
        var status = Read(TimerInvocation.Of(Timer("0 */5 * * * *"), null, Now).Input).GetProperty("ScheduleStatus");

        Assert.Equal("0001-01-01T00:00:00", status.GetProperty("Last").GetString());
        Assert.Equal("0001-01-01T00:00:00", status.GetProperty("LastUpdated").GetString());
    }

    [Theory]
    [InlineData("*/20 * * * * *", true)]
    [InlineData("0 */5 * * * *", false)]
    public void Timer_without_a_monitor_has_no_status(string schedule, bool monitor)
    {
        var timer = Read(TimerInvocation.Of(Timer(schedule) with { UseMonitor = monitor }, null, Now).Input);

        Assert.Equal(JsonValueKind.Null, timer.GetProperty("ScheduleStatus").ValueKind);
    }

    [Fact]
    public void Batch_is_a_collection_of_bytes_with_arrays_of_what_else_is_known_and_times_without_a_zone()
    {
        ServiceBusReceivedMessage[] batch =
        [
            ServiceBusModelFactory.ServiceBusReceivedMessage(
                new BinaryData("{\"id\":1}"), "m-1", sequenceNumber: 42, enqueuedTime: Now, deliveryCount: 1),
            ServiceBusModelFactory.ServiceBusReceivedMessage(
                new BinaryData(new byte[] { 0xff, 0xfe, 0x3e }), "m-2", sequenceNumber: 43, enqueuedTime: Now.AddSeconds(1), deliveryCount: 3),
        ];

        var invocation = BatchInvocation.Of(batch);

        Assert.Equal(batch.Select(each => each.Body.ToArray()), invocation.Input.CollectionBytes.Bytes.Select(each => each.ToByteArray()));
        Assert.Equal("[1,3]", invocation.Metadata["DeliveryCountArray"].Json);
        Assert.Equal(["m-1", "m-2"], invocation.Metadata["MessageIdArray"].CollectionString.String);
        Assert.Equal([42, 43], invocation.Metadata["SequenceNumberArray"].CollectionSint64.Sint64);
        Assert.Equal("""["2026-11-22T11:05:00.0405101","2026-11-22T11:05:01.0405101"]""", invocation.Metadata["EnqueuedTimeUtcArray"].Json);
    }

    [Fact]
    public void Http_request_is_told_by_its_route_query_and_headers_and_is_itself_empty()
    {
        var request = new DefaultHttpContext().Request;
        request.QueryString = new QueryString("?from=a%20b&id=query");
        request.RouteValues["id"] = "route";
        request.Headers["Idempotency-Key"] = "key-1";

        var invocation = HttpInvocation.Of(request);

        Assert.Equal(new TypedData { Http = new RpcHttp() }, invocation.Input);
        Assert.Equal(("a b", "route"), (invocation.Metadata["from"].String, invocation.Metadata["id"].String));
        Assert.Equal("""{"from":"a b","id":"query"}""", invocation.Metadata["Query"].Json);
        Assert.Equal("key-1", Read(invocation.Metadata["Headers"]).GetProperty("Idempotency-Key").GetString());
    }

    private static TimerTrigger Timer(string schedule) =>
        new(TimerSchedule.TryParse(schedule, out var parsed) ? parsed : throw new ArgumentException(schedule), UseMonitor: true);

    private static JsonElement Read(TypedData data) => JsonElement.Parse(data.Json);
}
