"Collect every notebook as one pytest item, run the way `nbdev-test` runs it"

import logging, os, pytest
from nbdev.config import get_config
from nbdev.test import test_nb as run_nb


class Notebook(pytest.File):
    def collect(self):
        yield Run.from_parent(self, name='run')


class Run(pytest.Item):
    def runtest(self):
        cfg = get_config(self.path.parent)
        env = dict(os.environ)
        try:
            ok, _ = run_nb(
                self.path,
                skip_flags=cfg.tst_flags,
                force_flags=self.config.getoption('--flags').split(),
                basepath=cfg.config_path,
                cell_timeout=cfg.cell_timeout,
            )
        finally:
            logging.disable(logging.NOTSET)
            os.environ.clear()
            os.environ.update(
                env
            )  # one process runs many: what one has silenced or set, the next must not find
        assert ok

    def repr_failure(self, excinfo):
        return f'{self.path.name} failed: traceback on stderr'

    def reportinfo(self):
        return self.path, 0, self.path.name


def pytest_addoption(parser):
    parser.addoption('--flags', default='', help='tst_flags to run anyway, e.g. "slow net"')


def pytest_collect_file(file_path, parent):
    if file_path.suffix == '.ipynb' and not file_path.name.startswith(('_', '.')):
        return Notebook.from_parent(parent, path=file_path)
