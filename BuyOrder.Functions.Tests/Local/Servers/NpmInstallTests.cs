using BuyOrder.Local.Servers;

namespace BuyOrder.Functions.Tests.Local.Servers;

public sealed class NpmInstallTests : IDisposable
{
    private const string Lock =
        """{"packages":{"":{"name":"tools"},"node_modules/a":{"version":"1.0.0"},"node_modules/b":{"version":"2.0.0","optional":true}}}""";

    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("npm-install-tests-");

    public void Dispose() => root.Delete(recursive: true);

    [Theory]
    [InlineData("""{"packages":{"node_modules/a":{"version":"1.0.0"},"node_modules/b":{"version":"2.0.0"}}}""", true)]
    [InlineData("""{"packages":{"node_modules/a":{"version":"1.0.0"}}}""", true)]
    [InlineData("""{"packages":{"node_modules/a":{"version":"1.0.1"}}}""", false)]
    [InlineData("""{"packages":{"node_modules/b":{"version":"2.0.0"}}}""", false)]
    public void Packages_match_the_lock_when_every_one_that_is_not_optional_is_there_in_its_version(string installed, bool expected)
    {
        Write("package-lock.json", Lock);
        Write("node_modules/.package-lock.json", installed);

        Assert.Equal(expected, NpmInstall.MatchesLock(root.FullName));
    }

    [Fact]
    public void Packages_do_not_match_the_lock_while_nothing_is_installed()
    {
        Write("package-lock.json", Lock);

        Assert.False(NpmInstall.MatchesLock(root.FullName));
    }

    [Fact]
    public void A_node_modules_that_is_a_link_is_never_emptied()
    {
        var elsewhere = root.CreateSubdirectory("elsewhere");
        Directory.CreateSymbolicLink(Path.Combine(root.FullName, "node_modules"), elsewhere.FullName);

        var refused = Assert.Throws<ServerStartException>(() => NpmInstall.RefuseLink(root.FullName));

        Assert.Contains(elsewhere.FullName, refused.Message, StringComparison.Ordinal);
    }

    private void Write(string path, string text)
    {
        var file = new FileInfo(Path.Combine(root.FullName, path));
        file.Directory!.Create();
        File.WriteAllText(file.FullName, text);
    }
}
