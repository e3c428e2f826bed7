using System.CommandLine;
using BuyOrder.Local;
using BuyOrder.Local.Hosting;
using BuyOrder.Testing.Hosting;

namespace BuyOrder.Functions.Tests.Local;

public sealed class LocalOptionsTests
{
    [Fact]
    public void Nothing_asked_for_is_the_whole_run_on_the_usual_port() =>
        Assert.Equal(new LocalOptions { Port = 7071 }, Parse());

    [Fact]
    public void Every_option_is_understood()
    {
        var options = Parse(
            ["--once", "--fresh", "--quiet", "--port", "7072", "--azurite", "http://127.0.0.1:10102", "--rpc=http://127.0.0.1:8546"]);

        Assert.True(options is { Once: true, Quiet: true, NoSamples: false, Port: 7072 });
        Assert.Equal(new Uri("http://127.0.0.1:10102"), options.Azurite);
        Assert.Equal(new Uri("http://127.0.0.1:8546"), options.Rpc);
        Assert.True(Parse(["--no-samples"]).NoSamples);
    }

    [Theory]
    [InlineData("Endpoint=sb://localhost:5672;SharedAccessKeyName=n;SharedAccessKey=a2V5==;UseDevelopmentEmulator=true;", "sb://localhost:5672")]
    [InlineData("Endpoint=sb://a.servicebus.windows.net/;SharedAccessKeyName=n;SharedAccessKey=a2V5", "sb://a.servicebus.windows.net")]
    public void Bus_is_given_by_its_connection_string_and_shown_without_its_key(string connection, string shown)
    {
        var options = Parse(["--bus", connection]);

        Assert.Equal((connection, shown), (options.Bus!.Text, options.Bus.Shown));
        Assert.DoesNotContain("a2V5", options.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost:5672")]
    [InlineData("Endpoint=sb://localhost:5672")]
    [InlineData("Endpoint=sb://localhost;SharedAccessKeyName=n")]
    [InlineData("Endpoint=sb://localhost;SharedAccessKeyName=n;SharedAccessKey=")]
    [InlineData("Endpoint=https://localhost;SharedAccessKeyName=n;SharedAccessKey=secret")]
    [InlineData("Endpoint=sb://localhost;SharedAccessKeyName=n;SharedAccessKey=secret;EntityPath=q")]
    [InlineData("Endpoint=sb://localhost;Endpoint=sb://localhost;SharedAccessKeyName=n;SharedAccessKey=secret")]
    public void Bus_that_is_no_connection_string_is_refused_in_one_line_without_its_key(string connection)
    {
        var fault = LocalCommandLine.Parse(["--bus", connection], _ => Task.FromResult(0)).Errors[0].Message;

        Assert.StartsWith("--bus: a connection string is Endpoint=sb://", fault, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault);
        Assert.DoesNotContain("secret", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_may_be_given_as_often_as_needed_and_the_last_value_of_a_name_counts()
    {
        var options = Parse(
            ["--set", "BuyOrder__RpcUrls=http://a/?x=1,http://b/", "--set=BuyOrder__Confirmations=3", "--set", "BuyOrder__Hop=", "--set", "buyorder__confirmations=4"]);

        Assert.Equal(
            [("BuyOrder__Hop", ""), ("BuyOrder__RpcUrls", "http://a/?x=1,http://b/"), ("buyorder__confirmations", "4")],
            options.Settings.Select(setting => (setting.Key, setting.Value)).OrderBy(setting => setting.Key, StringComparer.Ordinal));
    }

    [Fact]
    public void Setting_goes_over_the_runs_own_in_any_case_of_its_name()
    {
        var given = GivenSettings.Check(Parse(["--set", "buyorder__CONFIRMATIONS=4"]).Settings, BuiltApp.Repository);

        Assert.Equal([KeyValuePair.Create("BuyOrder__Confirmations", "4")], given);
    }

    [Fact]
    public void Setting_that_the_app_does_not_have_is_refused_in_its_words_and_without_its_value()
    {
        var options = Parse(["--set", "BuyOrder__RpcUrl=http://x/key", "--set", "BuyOrder__Confirmations=4"]);

        var fault = Assert.Throws<FunctionAppException>(() => GivenSettings.Check(options.Settings, BuiltApp.Repository));

        Assert.Equal(
            "Wrong setting: BuyOrder__RpcUrl: found (a value of 12 characters); allowed: the settings of local.settings.sample.json", fault.Message);
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
    [InlineData("--bus")]
    [InlineData("--bus", "")]
    [InlineData("--once", "--no-samples")]
    [InlineData("--set")]
    [InlineData("--set", "BuyOrder__ChainId")]
    [InlineData("--set", "=1")]
    [InlineData("--set", " =1")]
    public void Wrong_command_line_is_refused_in_one_line(params string[] arguments)
    {
        var fault = LocalCommandLine.Parse(arguments, _ => Task.FromResult(0)).Errors[0];

        Assert.DoesNotContain('\n', fault.Message);
        Assert.Contains(arguments[0].Split('=')[^1], fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_names_every_option()
    {
        string[] names = ["--once", "--no-samples", "--port", "--azurite", "--rpc", "--bus", "--set <NAME=VALUE>", "--fresh", "--quiet", "--help"];

        using var output = new StringWriter();
        LocalCommandLine.Parse(["--help"], _ => Task.FromResult(1)).Invoke(new InvocationConfiguration { Output = output });

        Assert.All(names, name => Assert.Contains(name, output.ToString(), StringComparison.Ordinal));
    }

    private static LocalOptions Parse(params string[] arguments)
    {
        LocalOptions? options = null;
        var parsed = LocalCommandLine.Parse(arguments, asked =>
        {
            options = asked;
            return Task.FromResult(0);
        });
        Assert.Empty(parsed.Errors);
        parsed.Invoke();
        return options!;
    }
}
