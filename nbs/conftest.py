"""Collect every notebook as one pytest item, run the way `nbdev-test` runs it

A tutorial is run in a folder that holds somebody's file already, which must be there afterwards."""

import json
import multiprocessing
import os
import re
import sys
import tempfile
from pathlib import Path

import pytest
from nbdev.config import get_config
from nbdev.test import test_nb as run_nb

TUTORIALS = '00_start'
FOLDER = re.compile(r'(?m)^WORK = .*$')


def in_folder(notebook: Path, folder: Path) -> Path:
    "A copy of a tutorial whose results go to `folder`"
    nb = json.loads(notebook.read_text(encoding='utf-8'))
    found = 0
    for cell in nb['cells']:
        source, n = FOLDER.subn(f'WORK = Path({str(folder)!r})', ''.join(cell['source']))
        cell['source'], found = source.splitlines(True), found + n
    assert found == 1, f'{notebook.name} names its folder {found} times: it must once, as WORK'
    copy = folder.parent / notebook.name
    copy.write_text(json.dumps(nb), encoding='utf-8')
    return copy


# Each notebook runs in a process of its own, forked from a server that has only imported what
# nearly all of them import: nothing that one sets, silences or leaves in memory meets the next.
FRESH = multiprocessing.get_context('forkserver')
FRESH.set_forkserver_preload(['torch', 'IPython', 'matplotlib', 'nbdev.test', 'astropy.table'])


def run_alone(path, skip, force, root, timeout, said):
    "Run a notebook; what it prints goes to the file `said`"
    with said.open('wb', 0) as file:
        for stream in (1, 2):
            os.dup2(file.fileno(), stream)
    ok, _ = run_nb(path, skip_flags=skip, force_flags=force, basepath=root, cell_timeout=timeout)
    sys.stderr.flush()
    raise SystemExit(0 if ok else 1)


class Notebook(pytest.File):
    def collect(self):
        yield Run.from_parent(self, name='run')


class Run(pytest.Item):
    def runtest(self):
        if self.path.parent.name != TUTORIALS:
            return self.run_notebook(self.path)
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
            folder = Path(home) / 'mine'
            folder.mkdir()
            mine = folder / 'thesis.tex'
            mine.write_text('years of work')
            self.run_notebook(in_folder(self.path, folder))
            assert mine.read_text() == 'years of work', 'the tutorial touched a file of its reader'
            assert len(list(folder.iterdir())) > 1, 'the tutorial has removed its results'

    def run_notebook(self, path):
        cfg = get_config(self.path.parent)
        flags = self.config.getoption('--flags').split()
        with tempfile.TemporaryDirectory() as home:
            said = Path(home) / 'said.txt'
            process = FRESH.Process(
                target=run_alone,
                args=(path, cfg.tst_flags, flags, cfg.config_path, cfg.cell_timeout, said),
            )
            process.start()
            process.join()
            sys.stderr.write(said.read_text(encoding='utf-8', errors='replace'))
        assert process.exitcode == 0, f'failed (exit {process.exitcode}): traceback on stderr'

    def repr_failure(self, excinfo):
        if excinfo.errisinstance(AssertionError) and str(excinfo.value):
            return f'{self.path.name}: {excinfo.value}'
        return f'{self.path.name} failed: traceback on stderr'

    def reportinfo(self):
        return self.path, 0, self.path.name


def pytest_addoption(parser):
    parser.addoption('--flags', default='', help='tst_flags to run anyway, e.g. "slow net"')


def pytest_collect_file(file_path, parent):
    if file_path.suffix == '.ipynb' and not file_path.name.startswith(('_', '.')):
        return Notebook.from_parent(parent, path=file_path)
