using BuyOrder.Testing.Hosting;
using BuyOrder.Testing.Scale;

namespace BuyOrder.Functions.Tests.Ledger.Scale;

public sealed class ScaleTests
{
    private const int EntitiesPerPartition = 2_000;
    private const int EntitiesPerAccount = 20_000;

    [Fact]
    public void Table_in_the_documentation_is_what_the_model_gives()
    {
        var page = File.ReadAllText(Path.Combine(BuiltApp.Repository, "docs", "scale.md")).ReplaceLineEndings("\n");

        Assert.Contains(ScaleTable.Text, page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 4, false)]
    [InlineData(8, 8, false)]
    [InlineData(8, 8, true)]
    [InlineData(32, 32, true)]
    public void No_deployment_gets_more_than_the_service_gives(int shards, int instances, bool sessions)
    {
        var result = ScaleModel.Play(new ScaleCase(shards, instances, 1_000, sessions));

        Assert.InRange(result.EntriesPerSecond, 1, Math.Min(EntitiesPerAccount, shards * EntitiesPerPartition));
    }

    [Fact]
    public void Writer_alone_is_never_refused_and_sessions_make_every_writer_alone()
    {
        Assert.Equal(0, ScaleModel.Play(new ScaleCase(8, 1, 1_000)).Refused);
        Assert.Equal(0, ScaleModel.Play(new ScaleCase(8, 8, 1_000, Sessions: true)).Refused);
        Assert.NotEqual(0, ScaleModel.Play(new ScaleCase(8, 8, 1_000)).Refused);
    }
}
