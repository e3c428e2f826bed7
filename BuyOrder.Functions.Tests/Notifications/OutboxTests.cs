using Azure.Core;
using Azure.Identity;
using BuyOrder.Domain;
using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Notifications;
using BuyOrder.Functions.Orders.Book;
using BuyOrder.Functions.Storage;
using BuyOrder.Functions.Tests.Orders;
using BuyOrder.Functions.Tests.Servers;
using BuyOrder.Functions.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using static BuyOrder.Functions.Tests.Orders.OrderExamples;

namespace BuyOrder.Functions.Tests.Notifications;

/// <summary>What an order leaves to be told is told at least once, whatever the queue answers, and the order never hears of it.</summary>
public sealed class OutboxTests(TestServers servers) : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(DateTimeOffset.UtcNow);
    private readonly HttpClient http = new();
    private ServiceBusStandIn queue = null!;
    private ITableStore tables = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        queue = await ServiceBusStandIn.StartAsync();
        tables = new MemoryTableStore();
        await OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await queue.DisposeAsync();
    }

    [Fact]
    public async Task Message_is_stored_with_the_step_and_goes_when_the_queue_has_taken_it()
    {
        tables = await AzuriteStore.NewAsync(servers);
        await OpenAsync();
        await CompleteAsync("m-1", SharedKey);
        Assert.Single(await RowsAsync());

        var outbox = NewOutbox(SharedKey);
        await outbox.SendAsync(Cancellation);
        await outbox.SendAsync(Cancellation);

        var (id, body) = Assert.Single(queue.Messages);
        Assert.Equal("m-1:buy-order-completed", id);
        Assert.Contains("\"event\":\"buy-order-completed\",\"orderId\":\"m-1\"", body, StringComparison.Ordinal);
        Assert.Contains(Hash(1), body, StringComparison.Ordinal);
        Assert.Equal(1, queue.Calls);
        Assert.Empty(await RowsAsync());
    }

    [Theory]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Message_that_is_not_taken_stays_and_is_sent_again_after_a_pause(int status)
    {
        await CompleteAsync("m-1", SharedKey);
        await FailAsync("m-2", SharedKey);
        var outbox = NewOutbox(SharedKey);
        queue.FailNext(status);

        await outbox.SendAsync(Cancellation);
        await outbox.SendAsync(Cancellation);
        Assert.Equal((1, 2), (queue.Calls, (await RowsAsync()).Count));
        clock.Advance(Outbox.FirstPause);
        await outbox.SendAsync(Cancellation);

        Assert.Equal(["m-1:buy-order-completed", "m-2:buy-order-failed"], queue.Messages.Keys.Order());
        Assert.Empty(await RowsAsync());
    }

    [Fact]
    public async Task Pause_grows_and_is_never_shorter_than_the_queue_asks_for()
    {
        await CompleteAsync("m-1", SharedKey);
        var outbox = NewOutbox(SharedKey);
        queue.FailNext(429, retryAfterSeconds: 60);
        queue.FailNext(500);

        await outbox.SendAsync(Cancellation);
        clock.Advance(TimeSpan.FromSeconds(59));
        await outbox.SendAsync(Cancellation);
        Assert.Equal(1, queue.Calls);
        clock.Advance(TimeSpan.FromSeconds(1));
        await outbox.SendAsync(Cancellation);
        Assert.Equal(2, queue.Calls);
        clock.Advance(Outbox.FirstPause);
        await outbox.SendAsync(Cancellation);
        Assert.Equal(2, queue.Calls);
        clock.Advance(Outbox.FirstPause);
        await outbox.SendAsync(Cancellation);

        Assert.Single(queue.Messages);
    }

    [Fact]
    public async Task Message_whose_answer_was_lost_is_sent_again_under_the_same_id()
    {
        await CompleteAsync("m-1", SharedKey);
        var outbox = NewOutbox(SharedKey);
        queue.LoseNextAnswer();

        await outbox.SendAsync(Cancellation);
        Assert.Single(await RowsAsync());
        clock.Advance(Outbox.FirstPause);
        await outbox.SendAsync(Cancellation);

        Assert.Equal(2, queue.Taken);
        Assert.Single(queue.Messages);
        Assert.Empty(await RowsAsync());
    }

    [Fact]
    public async Task Message_that_is_refused_for_itself_does_not_stand_in_the_way_of_others()
    {
        await CompleteAsync("m-1", SharedKey);
        await FailAsync("m-2", SharedKey);
        queue.FailNext(400);

        await NewOutbox(SharedKey).SendAsync(Cancellation);

        Assert.Equal("m-2:buy-order-failed", Assert.Single(queue.Messages).Key);
        Assert.Single(await RowsAsync());
    }

    [Fact]
    public async Task One_tick_sends_a_bounded_number()
    {
        for (var order = 0; order < Outbox.MaxPerTick + 1; order++)
            await FailAsync($"m-{order}", SharedKey);

        await NewOutbox(SharedKey).SendAsync(Cancellation);

        Assert.Equal(Outbox.MaxPerTick, queue.Messages.Count);
        Assert.Single(await RowsAsync());
    }

    [Fact]
    public async Task Identity_of_the_app_opens_the_queue_with_a_bearer_token()
    {
        await CompleteAsync("m-1", Identity);
        var credential = new FixedCredential();

        await NewOutbox(Identity, credential).SendAsync(Cancellation);

        Assert.Single(queue.Messages);
        Assert.Equal(["https://servicebus.azure.net/.default"], Assert.Single(credential.Asked).Scopes);
    }

    [Fact]
    public async Task Message_stays_while_there_is_no_token_or_nobody_answers()
    {
        await CompleteAsync("m-1", Identity);

        await NewOutbox(Identity, new FixedCredential { Fault = new CredentialUnavailableException("no identity here") }).SendAsync(Cancellation);
        await NewOutbox(SharedKey with { Namespace = new Uri("http://127.0.0.1:1/") }).SendAsync(Cancellation);

        Assert.Equal(0, queue.Calls);
        Assert.Single(await RowsAsync());
    }

    [Theory]
    [InlineData("body")]
    [InlineData("messageId")]
    [InlineData("event")]
    [InlineData("at")]
    [InlineData("record")]
    [InlineData("added")]
    public async Task Message_that_was_edited_is_not_sent_and_an_alarm_is_sent_instead(string property)
    {
        await CompleteAsync("m-1", SharedKey);
        await FailAsync("m-2", SharedKey);
        var row = (await RowsAsync()).Single(each => each.Key.Contains(":m-1:", StringComparison.Ordinal));
        var edited = row.Values.Copy();
        edited[property] = property switch
        {
            "body" => edited.Text("body").Replace("\"spend\":\"", "\"spend\":\"1", StringComparison.Ordinal),
            "at" => edited.Time("at").AddTicks(1),
            "record" => null,
            _ => edited.TextOrNull(property) + "x",
        };
        await tables.Table(BookKeys.Table).SubmitAsync(BookKeys.Partition, [new TableWrite.Replace(row.Key, edited, row.ETag)], Cancellation);
        var outbox = NewOutbox(SharedKey);

        await outbox.SendAsync(Cancellation);
        await outbox.SendAsync(Cancellation);

        Assert.Equal(2, queue.Messages.Count);
        Assert.Contains("m-2:buy-order-failed", queue.Messages.Keys);
        var alarm = Assert.Single(queue.Messages, message => message.Key.StartsWith("ledger-fault:", StringComparison.Ordinal)).Value;
        Assert.Contains(row.Key, alarm, StringComparison.Ordinal);
        Assert.Empty(await RowsAsync());
    }

    [Fact]
    public async Task Message_names_the_newest_record_with_its_hash()
    {
        await CompleteAsync("m-1", SharedKey);
        var newest = RecordRow.Read((await BookReader.NewestRecordAsync(tables.Table(BookKeys.Table), Cancellation))!.Values);

        await NewOutbox(SharedKey).SendAsync(Cancellation);

        Assert.Contains($"\"record\":{newest.Number},\"recordHash\":\"{newest.Hash}\"", Assert.Single(queue.Messages).Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_written_when_nobody_listens()
    {
        await CompleteAsync("m-1", options: null);

        await new Outbox(tables, clock, NullLogger<Outbox>.Instance).SendAsync(Cancellation);

        Assert.Empty(await RowsAsync());
    }

    [Fact]
    public async Task Order_that_needs_a_human_is_told_and_told_again_when_it_is_undone_and_ends()
    {
        var store = new BookStore(tables, SharedKey);
        var book = await ReserveAsync(store, "m-1");
        var unknown = book.Order!.Unknown(new Refusal(ReasonCode.NonceTakenElsewhere, "nonce 5"), Noon);
        book = (await store.StepAsync(book, new BookStep(book.State, unknown), Cancellation))!;
        var completed = unknown.Resolved(new Resolution(Finding.Completed, "seen", Hash(1), "operator", Noon), Purchase(unknown), 1);
        await store.StepAsync(book, new BookStep(book.State.End(completed), completed), Cancellation);
        book = await store.LoadAsync("m-1", Cancellation);
        var undone = book.Order!.Undone(new Refusal(ReasonCode.PurchaseUndone, "block 99"), Noon);
        book = (await store.StepAsync(book, new BookStep(book.State.Undo(completed), undone), Cancellation))!;
        var failed = undone.Resolved(new Resolution(Finding.Failed, "gone", null, "operator", Noon), null, 1);
        await store.StepAsync(book, new BookStep(book.State.End(failed), failed), Cancellation);

        await NewOutbox(SharedKey).SendAsync(Cancellation);

        Assert.Equal(
            ["m-1:buy-order-completed", "m-1:buy-order-failed:1", "m-1:buy-order-unknown", "m-1:buy-order-unknown:1"],
            queue.Messages.Keys.Order(StringComparer.Ordinal));
    }

    /// <summary>The book was opened before anything befell its orders.</summary>
    private async Task OpenAsync() =>
        Assert.Null(await OpenedBook.OpenAsync(tables, new FakeTimeProvider(Noon.AddDays(-1)), Cancellation, shards: 1));

    private NotificationOptions SharedKey => new()
    {
        Namespace = new Uri(queue.Address, "/"),
        KeyName = ServiceBusStandIn.KeyName,
        Key = ServiceBusStandIn.Key,
    };

    private NotificationOptions Identity => new() { Namespace = new Uri(queue.Address, "/") };

    private Outbox NewOutbox(NotificationOptions options, TokenCredential? identity = null) =>
        new(tables, clock, NullLogger<Outbox>.Instance, new ServiceBusQueue(http, options, identity, clock));

    private async Task<IReadOnlyList<TableRow>> RowsAsync() => (await tables.Table(BookKeys.Table).QueryAsync(
        BookKeys.Range(BookKeys.OutboxPrefix, null, null, 100, null), Cancellation)).Rows;

    private Task CompleteAsync(string id, NotificationOptions? options) => EndAsync(id, options, order => order.Completed(Purchase(order), 1, Noon));

    private Task FailAsync(string id, NotificationOptions? options) => EndAsync(id, options, order => order.Failed(ReasonCode.Reverted, 1, Noon));

    private async Task EndAsync(string id, NotificationOptions? options, Func<Order, Order> end)
    {
        var store = new BookStore(tables, options);
        var book = await ReserveAsync(store, id);
        var ended = end(book.Order!);
        Assert.NotNull(await store.StepAsync(book, new BookStep(book.State.End(ended), ended), Cancellation));
    }

    private static async Task<OpenBook> ReserveAsync(BookStore store, string id)
    {
        var order = Reserved(id);
        var book = await store.LoadAsync(Cancellation);
        var run = new RunRecord($"1:{id}", Noon, OrderTrigger.Manual, "operator", null, ReasonCode.Ordered, null, id, null);
        return (await store.ReserveAsync(book, book.State.Reserve(order), order, run, Cancellation))!;
    }

    private sealed class FixedCredential : TokenCredential
    {
        public List<TokenRequestContext> Asked { get; } = [];

        public Exception? Fault { get; init; }

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            if (Fault is not null)
                throw Fault;
            Asked.Add(requestContext);
            return new AccessToken(ServiceBusStandIn.Token, DateTimeOffset.UtcNow.AddHours(1));
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }
}
