using System.Text;
using BuyOrder.Functions.Triggers;
using BuyOrder.Ledger.Messages;

namespace BuyOrder.Functions.Tests.Functions.Triggers;

public sealed class QueueBatchTests
{
    private static readonly byte[][] Two = [[0xFF, 0x00, 0x80], "{}"u8.ToArray()];

    [Fact]
    public void Each_message_has_its_own_body_and_what_is_told_of_it()
    {
        var read = QueueBatch.Read(
            Two,
            [1, 3],
            ["m-1", "m-2"],
            [new DateTime(2026, 5, 6, 7, 8, 9, 123, DateTimeKind.Utc), new DateTime(2026, 5, 6, 7, 8, 10, 400, DateTimeKind.Utc)]);

        Assert.Equal([.. Two.Select(Convert.ToHexString)], read.Select(message => Convert.ToHexString(message.Body.Span)));
        Assert.Equal(
            [
                new DeliveryInfo(DeliveryInfo.Queue, "m-1", 1, new DateTimeOffset(2026, 5, 6, 7, 8, 9, 123, TimeSpan.Zero)),
                new DeliveryInfo(DeliveryInfo.Queue, "m-2", 3, new DateTimeOffset(2026, 5, 6, 7, 8, 10, 400, TimeSpan.Zero)),
            ],
            read.Select(message => message.Delivery));
    }

    [Fact]
    public void Call_that_tells_nothing_beside_the_bodies_loses_none()
    {
        var read = QueueBatch.Read(Two, null, null, null);

        Assert.Equal(2, read.Count);
        Assert.All(read, message => Assert.Equal(new DeliveryInfo(DeliveryInfo.Queue), message.Delivery));
    }

    [Fact]
    public void What_is_told_of_the_first_only_is_unknown_of_the_others()
    {
        var read = QueueBatch.Read(Two, [2], ["m-1"], [new DateTime(2026, 5, 6, 7, 8, 9, DateTimeKind.Utc)]);

        Assert.Equal(
            [
                new DeliveryInfo(DeliveryInfo.Queue, "m-1", 2, new DateTimeOffset(2026, 5, 6, 7, 8, 9, TimeSpan.Zero)),
                new DeliveryInfo(DeliveryInfo.Queue),
            ],
            read.Select(message => message.Delivery));
    }

    [Fact]
    public void More_told_than_there_are_messages_makes_no_message()
    {
        var read = QueueBatch.Read([Two[1]], [1, 1, 1], ["m-1", "m-2"], null);

        Assert.Equal("{}", Encoding.UTF8.GetString(Assert.Single(read).Body.Span));
    }

    [Theory]
    [InlineData(DateTimeKind.Unspecified)]
    [InlineData(DateTimeKind.Utc)]
    public void Time_without_a_zone_is_utc(DateTimeKind kind)
    {
        var read = QueueBatch.Read([[]], null, null, [new DateTime(2026, 5, 6, 23, 30, 0, kind)]);

        Assert.Equal(new DateTimeOffset(2026, 5, 6, 23, 30, 0, TimeSpan.Zero), Assert.Single(read).Delivery?.EnqueuedAt);
        Assert.Equal(TimeSpan.Zero, read[0].Delivery?.EnqueuedAt?.Offset);
    }

    [Fact]
    public void Time_with_a_zone_is_the_same_moment()
    {
        var local = new DateTime(2026, 5, 6, 7, 8, 9, DateTimeKind.Utc).ToLocalTime();

        var read = QueueBatch.Read([[]], null, null, [local]);

        Assert.Equal(new DateTimeOffset(2026, 5, 6, 7, 8, 9, TimeSpan.Zero), Assert.Single(read).Delivery?.EnqueuedAt);
    }

    [Fact]
    public void Id_that_is_missing_among_others_is_unknown()
    {
        var read = QueueBatch.Read(Two, null, [null, "m-2"], null);

        Assert.Equal([null, "m-2"], read.Select(message => message.Delivery?.MessageId));
    }
}
