using BuyOrder.Benchmarks.App;
using BuyOrder.Benchmarks.Measuring;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Benchmarks.Ledger;

/// <summary>From batches of the queue to the durable ledger, beside the naive function and beside the bare limit of the tables.</summary>
internal sealed class IngestBenchmark : IBenchmark
{
    private const int RoundCount = 5;
    private const int Messages = 10_000;
    private const int NaiveMessages = 2_000;
    private const int DaysOfMonth = 30;

    public string Name => "ingest";

    public string Summary => "queue batches to durable entries; beside one insert per message, and beside prebuilt transactions of 100 rows";

    public async Task<IReadOnlyList<Line>> RunAsync(TestServers servers, CancellationToken cancellation)
    {
        var lines = new List<Line>();
        foreach (var (batch, days, least) in new[] { (1_000, 1, 0.8), (1_000, DaysOfMonth, 0), (100, 1, 0.4), (100, DaysOfMonth, 0) })
        {
            var messages = SampleMessages.Create(Messages, days);
            var writers = new IngestWriters(servers, cancellation);
            var series = await Rounds.RunAsync(
                RoundCount,
                () => writers.OursAsync(messages, batch),
                () => writers.BareAsync(messages),
                () => writers.NaiveAsync(messages[..NaiveMessages]));
            var name = $"batches of {batch}, {(days == 1 ? "one day" : "a month of days")}";
            lines.Add(Line.Of(name, "entries/s", series[0], "rows/s of prebuilt transactions", series[1], least > 0 ? Aim.Least(least) : null));
            lines.Add(Line.Of(name, "entries/s", series[0], "messages/s of one insert each", series[2], Aim.Least(1)));
        }
        return lines;
    }
}
