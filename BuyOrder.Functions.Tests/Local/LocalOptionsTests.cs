using BuyOrder.Local;

namespace BuyOrder.Functions.Tests.Local;

public sealed class LocalOptionsTests
{
    [Fact]
    public void Nothing_asked_for_is_the_whole_run_on_the_usual_port() =>
        Assert.Equal(new LocalOptions { Port = 7071 }, LocalOptions.Parse([]));

    [Fact]
    public void Every_option_is_understood()
    {
        var options = LocalOptions.Parse(
            ["--once", "--fresh", "--quiet", "--port", "7072", "--azurite", "http://127.0.0.1:10102", "--rpc=http://127.0.0.1:8546"]);

        Assert.Equal(
            new LocalOptions
            {
                Once = true,
                Quiet = true,
                Port = 7072,
                Azurite = new Uri("http://127.0.0.1:10102"),
                Rpc = new Uri("http://127.0.0.1:8546"),
            },
            options);
        Assert.True(LocalOptions.Parse(["--no-samples"]).NoSamples);
        Assert.True(LocalOptions.Parse(["--help"]).Help);
    }

    [Theory]
    [InlineData("--onc")]
    [InlineData("once")]
    [InlineData("")]
    [InlineData("--once=yes")]
    [InlineData("--port")]
    [InlineData("--port", "0")]
    [InlineData("--port", "65536")]
    [InlineData("--port", "-1")]
    [InlineData("--port", "seven")]
    [InlineData("--rpc", "127.0.0.1:8545")]
    [InlineData("--azurite", "ftp://127.0.0.1")]
    [InlineData("--azurite", "")]
    [InlineData("--once", "--no-samples")]
    public void Wrong_command_line_is_refused_in_one_line(params string[] arguments)
    {
        var fault = Assert.Throws<LocalOptionsException>(() => LocalOptions.Parse(arguments));

        Assert.DoesNotContain('\n', fault.Message);
        Assert.Contains(arguments[0], fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_names_every_option()
    {
        string[] names = ["--once", "--no-samples", "--port", "--azurite", "--rpc", "--fresh", "--quiet", "--help"];

        Assert.All(names, name => Assert.Contains(name, LocalOptions.Usage, StringComparison.Ordinal));
    }
}
