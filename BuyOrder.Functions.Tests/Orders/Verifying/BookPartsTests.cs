using BuyOrder.Domain.Orders;
using BuyOrder.Ledger.Opening;
using BuyOrder.Ledger.Verifying;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Verifying;
using BuyOrder.Storage;
using BuyOrder.Testing.Model;
using static BuyOrder.Functions.Tests.Simulation.SimulationTests;

namespace BuyOrder.Functions.Tests.Orders.Verifying;

/// <summary>The order store is verified over HTTP in parts of some seconds each: with no time at all a part is one page.</summary>
public sealed class BookPartsTests(ITestOutputHelper output)
{
    private const int Tamperings = 60;

    /// <summary>More than any of these order stores has pages, for all looks at it.</summary>
    private const int MaxParts = 500;

    private const int FirstParts = 3;

    private static CancellationToken Cancellation => CancellationToken.None;

    [Fact]
    public void Parts_of_a_page_each_come_to_the_same_as_one_pass() => Alone(() =>
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        foreach (var (kind, place) in TamperedOrders.Kinds.Select((kind, place) => (kind, place)))
        {
            var taken = TamperedOrders.Taken(kind());
            AssertSame(TamperedOrders.Of(taken), $"kind {place} as it was written");
            for (var round = 0; round < Tamperings / TamperedOrders.Kinds.Count; round++)
            {
                var book = TamperedOrders.Of(taken);
                if (OrderTampering.Any(book, round, random) is { } tampering)
                    AssertSame(book, $"seed {seed}, kind {place}: {tampering.What}");
            }
        }
    });

    [Fact]
    public void Row_that_is_changed_between_two_parts_is_found() => Alone(() =>
    {
        var book = TamperedOrders.Of(TamperedOrders.Taken(TamperedOrders.Kinds[0]()));
        var verifier = VerifierOf(book);
        string? id = null;
        for (var part = 0; part < FirstParts; part++)
        {
            (var early, id) = Now(verifier.VerifyPartAsync(id, null, () => true, Cancellation));
            Assert.Null(early);
        }

        var current = Assert.Single(book.Of(ParameterStore.TableName, ParameterStore.Current));
        book.Put(ParameterStore.TableName, current.Partition, current.Key, new RowValues { ["version"] = 1 });

        var verdict = ToTheEnd(verifier, id).Verdict;
        Assert.Equal((ParameterStore.Partition, ParameterStore.Current), (verdict.Fault?.Partition, verdict.Fault?.RowKey));
    });

    /// <summary>The open order goes on before each part until it is completed: pages of different moments contradict each other.</summary>
    [Fact]
    public void Steps_that_fall_between_the_parts_are_no_fault() => Alone(() =>
    {
        var book = TamperedOrders.Of(TamperedOrders.Taken(TamperedOrders.Kinds[0]()));
        var system = book.System;
        var before = system.State().RecordNumber;

        var (verdict, _) = ToTheEnd(VerifierOf(book), null, () =>
        {
            system.Mine();
            system.Advance();
        });

        Assert.Null(verdict.Fault);
        Assert.Equal(JobStatus.Completed, system.Find("m-open").Order.Status);
        Assert.Equal(before + 1, verdict.Newest!.Number);
    });

    /// <summary>As when two instances answer in turn: each begins under the id that it does not know, and goes on with it.</summary>
    [Fact]
    public void Parts_come_to_an_end_though_two_processes_answer_in_turn() => Alone(() =>
    {
        var book = TamperedOrders.Of(TamperedOrders.Taken(TamperedOrders.Kinds[0]()));
        OrderVerifier[] processes = [VerifierOf(book), VerifierOf(book)];
        var alone = ToTheEnd(VerifierOf(book), null).Parts;

        var (parts, id) = (0, (string?)null);
        OrderVerdict? verdict = null;
        for (; verdict is null && parts < MaxParts; parts++)
            (verdict, id) = Now(processes[parts % 2].VerifyPartAsync(id, null, () => true, Cancellation));

        Assert.Null(verdict!.Fault);
        Assert.InRange(parts, alone, 2 * alone);
    });

    /// <summary>Only a few wait in a process; one that had to go begins anew.</summary>
    [Fact]
    public void Verification_that_had_to_make_room_for_others_begins_anew() => Alone(() =>
    {
        var book = TamperedOrders.Of(TamperedOrders.Taken(TamperedOrders.Kinds[0]()));
        var verifier = VerifierOf(book);
        var first = Now(verifier.VerifyPartAsync(null, null, () => true, Cancellation)).Id;
        for (var other = 0; other < 10; other++)
            Assert.Null(Now(verifier.VerifyPartAsync(null, null, () => true, Cancellation)).Verdict);

        Assert.Equal(ToTheEnd(VerifierOf(book), null).Parts, ToTheEnd(verifier, first).Parts);
    });

    [Fact]
    public void Ledger_and_order_store_are_verified_part_by_part_with_a_position_that_is_a_text() => Alone(() =>
    {
        var book = TamperedOrders.Of(TamperedOrders.Taken(TamperedOrders.Kinds[0]()));
        var time = new ModelClock(book.System.Time);
        var verifier = new Verifier(book.System.Tables, new LedgerOptions { ShardCount = 1 }, time) { Book = VerifierOf(book) };
        var whole = book.Verify();

        var (at, inBook, entries) = ((VerificationPosition?)VerificationPosition.Start, 0, 0L);
        VerificationPart? part = null;
        for (var calls = 0; at is not null && calls < MaxParts; calls++)
        {
            part = Now(verifier.VerifyPartAsync(at, TimeSpan.Zero, null, Cancellation));
            entries += part.Entries;
            inBook += at.IsOrders ? 1 : 0;
            at = part.Next;
            Assert.True(at is null || (VerificationPosition.TryParse(at.ToString(), 1, out var read) && read == at));
        }

        Assert.Null(part!.FirstFault);
        Assert.True(inBook > 10, $"{inBook} parts of the order store");
        Assert.Equal((whole.Entries, whole.Book.Orders, whole.Book.Records, whole.Book.Newest), (entries, part.Book!.Orders, part.Book.Records, part.Book.Newest));
    });

    [Theory]
    [InlineData("orders", true)]
    [InlineData("orders-0123456789abcdef", true)]
    [InlineData("orders-0123456789ABCDEF", false)]
    [InlineData("orders-0123", false)]
    [InlineData("orders-", false)]
    [InlineData("orders0", false)]
    public void Position_in_the_order_store_is_read_as_it_is_written(string text, bool isOne)
    {
        Assert.Equal(isOne, VerificationPosition.TryParse(text, 1, out var position));
        Assert.Equal(isOne ? text : null, position?.ToString());
    }

    private static void AssertSame(TamperedOrders book, string what)
    {
        var whole = Now(VerifierOf(book).VerifyAsync(null, Cancellation));
        var (parts, _) = ToTheEnd(VerifierOf(book), null);
        Assert.True((whole.Fault, whole.Orders, whole.Records, whole.Newest) == (parts.Fault, parts.Orders, parts.Records, parts.Newest), $"{what}: {whole.Fault?.Detail} {parts.Fault?.Detail}");
    }

    private static (OrderVerdict Verdict, int Parts) ToTheEnd(OrderVerifier verifier, string? id, Action? between = null)
    {
        for (var parts = 1; parts <= MaxParts; parts++)
        {
            between?.Invoke();
            (var verdict, id) = Now(verifier.VerifyPartAsync(id, null, () => true, Cancellation));
            if (verdict is not null)
                return (verdict, parts);
        }

        throw new InvalidOperationException("It came to no end.");
    }

    private static OrderVerifier VerifierOf(TamperedOrders book) => new(book.System.Tables, new ModelClock(book.System.Time));

    private static T Now<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
